import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskLong, plainLines } from '../../src/aws/output/clean.ts';
import { placeOf } from '../../src/aws/output/object.ts';
import type { OutputOf, Stream } from '../../src/domain/output.ts';
import { code } from '../../src/slack/blocks/code.ts';
import { commandOutput } from '../../src/workflows/command/output.ts';
import type { CommandCall } from '../../src/workflows/command/send.ts';
import { joined, listed } from '../../src/workflows/command/steps.ts';
import { groupAlike } from '../../src/workflows/lifecycle/output/alike.ts';
import { beginning, inBytes, labelOf } from '../../src/workflows/lifecycle/output/shown.ts';
import { execution, prod } from '../domain/samples.ts';

const said = (target: string, stdout: string, own: Partial<OutputOf> = {}): OutputOf => ({
  target,
  state: 'succeeded',
  status: 'Success',
  stdout: { text: stdout },
  stderr: { text: '' },
  ...own,
});
const failed = (target: string, stderr: string, exitCode = 3) =>
  said(target, '', { state: 'failed', status: 'Failed', exitCode, stderr: { text: stderr } });

describe('outputs that are alike', () => {
  test('stand together, failed ones first, then the larger groups', () => {
    const groups = groupAlike([said('a', 'ok'), said('b', 'odd'), said('c', 'ok'), failed('d', 'no'), said('e', 'odd'), said('f', 'ok')]);
    expect(groups.map(({ targets }) => targets)).toEqual([['d'], ['a', 'c', 'f'], ['b', 'e']]);
  });

  test('are alike whatever colours and line ends they came with', () => {
    expect(groupAlike([said('a', '\u001b[32mok\u001b[0m\r\ndone\r\n'), said('b', 'ok\ndone\n')])).toHaveLength(1);
  });

  test('are apart where only the exit code, the stream or the status differs', () => {
    const same = 'same words';
    const all = [failed('a', same), failed('b', same, 4), said('c', same), said('d', '', { stderr: { text: same } })];
    expect(groupAlike([...all, said('e', same, { state: 'running', status: 'InProgress' })])).toHaveLength(5);
  });

  test('hold every target exactly once, and never two that said different things', () => {
    const word = fc.constantFrom('ok', 'ok\n', 'odd', '', '\u001b[31modd', '__proto__', 'ok\r\n');
    const output = fc.record({ stdout: word, stderr: word, bad: fc.boolean(), code: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(output, { maxLength: 60 }), (all) => {
        const outputs = all.map(({ stdout, stderr, bad, code: exit }, i) =>
          bad
            ? said(`i-${i}`, stdout, { state: 'failed', status: 'Failed', exitCode: exit, stderr: { text: stderr } })
            : said(`i-${i}`, stdout, { stderr: { text: stderr } }),
        );
        const groups = groupAlike(outputs);
        expect(groups.flatMap(({ targets }) => targets).sort()).toEqual(outputs.map(({ target }) => target).sort());
        const wordsOf = (target: string) => {
          const one = outputs.find((each) => each.target === target) as OutputOf;
          return [one.status, one.exitCode, plainLines(one.stdout.text).trimEnd(), plainLines(one.stderr.text).trimEnd()].join('|');
        };
        for (const { targets } of groups) expect(new Set(targets.map(wordsOf)).size).toBe(1);
        expect(new Set(groups.map(({ targets }) => wordsOf(targets[0] ?? ''))).size).toBe(groups.length);
      }),
    );
  });
});

describe('what is shown of a long output', () => {
  test('is a beginning of it that never takes more room than there is, however it is escaped', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '<', '&', '\n', '"', '\u202e', 'é', '😀', '\u0007', '`'), maxLength: 900 });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 1_500 }), (all, room) => {
        const shown = beginning(all, room);
        expect(all.startsWith(shown)).toBe(true);
        expect(shown).not.toMatch(/[\ud800-\udbff]$/);
        const drawn = code(`x${shown}`).map((block) => JSON.stringify(block).length - JSON.stringify(code('x')[0]).length);
        if (drawn.length === 1 && !shown.includes('```')) expect(drawn[0]).toBeLessThanOrEqual(room + 2);
      }),
    );
  });

  const label = (stream: Stream, room: number) => labelOf('stdout', stream, beginning(stream.text, room));
  test('says how much it is, and of how much', () => {
    const long = 'x'.repeat(24_000);
    expect(label({ text: 'short' }, 100)).toBe('stdout');
    expect(label({ text: 'x'.repeat(5_000) }, 2_000)).toBe('stdout, first 2,000 of 5,000 characters');
    expect(label({ text: long, keeps: 24_000 }, 2_000)).toBe('stdout, first 2,000 characters; only the first 24,000 are kept here');
    expect(label({ text: long, bytes: 1_200_000 }, 2_000)).toBe('stdout, first 2,000 characters of 1.2 MB');
    expect(label({ text: 'short', bytes: 5 }, 100)).toBe('stdout');
    expect([5, 1_000, 24_000, 1_234_567].map(inBytes)).toEqual(['5 bytes', '1 kB', '24 kB', '1.2 MB']);
  });
});

describe('masking', () => {
  test('finds a secret anywhere in a megabyte, and keeps every other line', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `2026-11-24T10:00:00Z INFO request ${i} took 34 ms, status 200`);
    lines[13_000] = 'DB_PASSWORD=correct-horse-battery';
    const masked = (await maskLong(lines.join('\n'))).split('\n');
    expect(masked).toHaveLength(lines.length);
    expect(masked[13_000]).toBe('DB_PASSWORD=[masked]');
    expect(masked.filter((line, i) => line !== lines[i])).toHaveLength(1);
  });

  test('finds a secret that colours were woven into', async () => {
    expect(await maskLong(plainLines('\u001b[1mpassword\u001b[0m=\u001b[31mhunter2-long\u001b[0m'))).toBe('password=[masked]');
  });

  test('masks a key that is cut between two pieces', async () => {
    const row = 'MIIEpAIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun';
    for (const before of [3_840, 3_844, 3_846]) {
      const filler = `${'-'.repeat(63)}\n`.repeat(before);
      const key = `-----BEGIN RSA PRIVATE KEY-----\n${`${row}\n`.repeat(120)}-----END RSA PRIVATE KEY-----\n`;
      expect(await maskLong(filler + key + filler)).not.toContain(row);
    }
  });
});

describe('the steps of a document', () => {
  const step = (name: string, stdout: string, keeps?: number) => ({
    name,
    stdout: { text: stdout, keeps },
    stderr: { text: '' },
    stdoutUrl: '',
    stderrUrl: '',
  });

  test('stand under their names where there are several, and one stands alone', () => {
    expect(joined([step('only', 'ok\n')]).stdout.text).toBe('ok\n');
    expect(joined([step('stop', 'stopped'), step('wait', ''), step('start', 'up\n', 24_000)]).stdout).toEqual({
      text: '== stop\nstopped\n== start\nup\n',
      keeps: 24_000,
    });
  });

  test('say where the list cut them', () => {
    expect(listed([{ Name: 'only', Output: 'x'.repeat(2_500) }]).stdout.keeps).toBe(2_500);
    expect(listed([{ Name: 'only', Output: 'short' }]).stdout.keeps).toBeUndefined();
    expect(listed([{ Name: 'only', Output: `short\n---Output truncated---` }]).stdout.keeps).toBe(2_500);
  });
});

describe('where the whole output is', () => {
  test('is read from the address that AWS gives, in either of its forms', () => {
    const place = { bucket: 'acme.output', key: 'runs/c-1/i-1/a b/stdout', region: 'eu-central-1' };
    expect(placeOf('https://s3.eu-central-1.amazonaws.com/acme.output/runs/c-1/i-1/a%20b/stdout')).toEqual(place);
    expect(placeOf('https://acme.output.s3.eu-central-1.amazonaws.com/runs/c-1/i-1/a%20b/stdout')).toEqual(place);
    expect(placeOf('https://acme.output.s3.amazonaws.com/runs/c-1/i-1/a%20b/stdout')).toEqual({ ...place, region: undefined });
    expect(placeOf('')).toBeUndefined();
  });

  test('is all that may be read besides: one instance of one command', () => {
    const call = { s3: { bucket: 'acme-output', prefix: 'runs/' }, logGroup: '/acme/runs' } as unknown as CommandCall;
    const ran = { execution: execution('c-1'), targets: ['i-1', 'i-2'], call };
    expect(commandOutput.rights(ran, 'i-1', prod)).toEqual([
      { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme-output/runs/c-1/i-1/*'] },
      {
        actions: ['logs:GetLogEvents'],
        resources: ['arn:aws:logs:eu-central-1:111122223333:log-group:/acme/runs:log-stream:c-1/i-1/*'],
      },
    ]);
    expect(commandOutput.rights({ ...ran, call: {} as CommandCall }, 'i-1', prod)).toEqual([]);
  });
});
