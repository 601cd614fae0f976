import { expect, test } from 'vitest';
import type { Asker } from '../../src/domain/enquiry.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { environmentsFor, pick } from '../../src/workflows/lifecycle/pick.ts';
import { prod } from '../domain/samples.ts';

const asker: Asker = { by: { id: 'U0ANA', team: 'T0ACME', name: 'ana' }, channel: { id: 'C0OPS', name: 'ops' } };
const environments = Array.from({ length: 150 }, (_, at): Environment => ({ ...prod, name: `site-${at}` }));
const desk = {
  environments,
  channels: { ops: { environment: 'site-7' } },
  freezes: [],
  clock: { now: () => 0 },
  people: { person: async () => ({ ...asker.by, groups: [] }) },
  policy: {
    decide: ({ environment }: { environment: Environment }) => ({ allowed: environment.name !== 'site-3' }),
    mayEver: (_: unknown, action: string, { name }: Environment) => action !== 'command.run' || Number(name.slice(5)) % 2 === 1,
  },
} as unknown as Desk;

test("a form's environments are those one may look at and in which one may ever do it, the channel's own first", async () => {
  const names = (await environmentsFor(desk, asker, 'command.run')).map(({ name }) => name);
  expect(names[0]).toBe('site-7');
  expect(names).toHaveLength(74);
  expect(names).not.toContain('site-3');
  expect(names).not.toContain('site-4');
  expect(await environmentsFor(desk, asker)).toHaveLength(149);
});

test('the picker of many environments offers the same', async () => {
  const offered = async (query: string) =>
    (await pick(desk, { kind: 'environment', operation: 'command.run', environment: 'site-7' }, query, asker)).map(({ text }) => text);
  expect(await offered('site-14')).toEqual(['site-141', 'site-143', 'site-145', 'site-147', 'site-149']);
  expect(await offered('site-4')).not.toContain('site-4');
  expect(await offered('site-3')).not.toContain('site-3');
  expect(await offered('nowhere')).toEqual(['Nothing fits.']);
});
