import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWhen } from '../../src/domain/schedule/when.ts';
import type { Schedule, Task } from '../../src/domain/schedule.ts';
import { UserError } from '../../src/errors.ts';
import { parseLine } from '../../src/handlers/parse.ts';
import { looks } from '../../src/workflows/index.ts';
import { lineOf } from '../../src/workflows/lifecycle/schedule/line.ts';
import { newsLine, sameLine } from '../../src/workflows/lifecycle/schedule/words.ts';
import { ana } from '../domain/samples.ts';

const due = Date.parse('2026-11-25T08:00:00Z');
const minute = 60_000;
const day = 86_400_000;
const answered = { at: due - day, digest: 'd', first: 'Nothing on prod expires within 30 days.', items: [] };
const schedule: Schedule = {
  id: 'a1',
  version: 1,
  auditHead: '',
  state: 'scheduled',
  changedAt: 0,
  look: 'param.expiring',
  input: {},
  environment: 'prod',
  when: parseWhen('weekdays 9:00', 'Europe/Berlin'),
  channel: { id: 'C1', name: 'ops', title: '#ops' },
  creator: ana,
  nextAt: due,
  last: answered,
};
const task: Task = { kind: 'answer', key: '1', dueAt: due, attempt: 1, at: due };
const names = Array.from({ length: 7 }, (_, i) => ({ name: `/p${i}`, digest: 'd' }));

describe('the line above an answer', () => {
  const always = `weekdays 9:00 Europe/Berlin · by @${ana.name}`;

  test('says what changed since the last one, and no more names than are read', () => {
    const difference = { fresh: names.map(({ name }) => name), gone: ['/old'], other: [] };
    expect(newsLine(schedule, task, difference, due)).toBe(
      `${always} · changed since yesterday: new /p0, /p1, /p2, /p3, /p4 and 2 more; gone /old`,
    );
    expect(newsLine({ ...schedule, last: undefined }, task, 'first', due)).toBe(`${always} · for the first time`);
    expect(newsLine(schedule, task, { fresh: [], gone: [], other: [] }, due + 6 * day)).toContain('changed since 24 Nov 2026');
  });

  test('says nothing of a change where it could not be looked at', () => {
    expect(newsLine(schedule, task, undefined, due)).toBe(always);
  });

  test('says that it is late, and how many times it was due', () => {
    expect(newsLine(schedule, task, undefined, due + 9 * minute)).toBe(always);
    expect(newsLine(schedule, task, undefined, due + 20 * minute)).toBe(`${always} · late: it was due today at 09:00`);
    // Wednesday to Monday: the weekend has no times.
    expect(newsLine(schedule, task, undefined, due + 5 * day + minute)).toBe(
      `${always} · late: it was due 4 times, first on Wednesday, and is told once`,
    );
  });

  test('is all that is said where nothing changed', () => {
    expect(sameLine(schedule, task, 'Soon on prod', answered, due)).toBe(
      `As yesterday: Nothing on prod expires within 30 days · ${always}`,
    );
    const some = { ...answered, first: 'Within 30 days:', items: names };
    expect(sameLine(schedule, task, 'Soon on prod', some, due)).toMatch(/^As yesterday: Soon on prod: \/p0, .* and 2 more · /);
  });
});

describe('the line that stands for a look', () => {
  const expiring = looks.find(({ name }) => name === 'param.expiring');
  const search = looks.find(({ name }) => name === 'param.search');
  if (!expiring || !search) throw new Error('The looks are called otherwise.');

  test('reads back as what it was made of', () => {
    const path = fc.stringMatching(/^\/[\w.-]{1,20}(\/[\w.-]{1,20})?$/);
    fc.assert(
      fc.property(fc.option(path, { nil: undefined }), fc.option(fc.integer({ min: 1, max: 3_650 }), { nil: undefined }), (path, days) => {
        const input = expiring.input.parse({ ...(path !== undefined && { path }), ...(days !== undefined && { days }) });
        expect(parseLine(lineOf(expiring, input, 'prod'), looks, { escaped: false })).toEqual({ typed: expiring, input, env: 'prod' });
      }),
    );
  });

  test('keeps words that have spaces, dashes and quotes, or refuses them', () => {
    const words = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom('a', ' ', '-', '"', "'", '=', 'é', '&') });
    fc.assert(
      fc.property(words, (text) => {
        const read = search.input.safeParse({ text });
        if (!read.success) return;
        let line: string;
        try {
          line = lineOf(search, read.data, 'prod');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect(text).toMatch(/".*'|'.*"/);
          return;
        }
        expect(parseLine(line, looks, { escaped: false })).toEqual({ typed: search, input: read.data, env: 'prod' });
      }),
    );
  });
});
