import { z } from 'zod';

const names = z.union([z.string(), z.array(z.string()).min(1)], 'write a name, or a list of names');

const who = z.union(
  [
    z.string(),
    z.array(z.string()),
    z.strictObject({ workflow: z.string() }),
    z.strictObject({ id: z.string(), groups: z.array(z.string()).default([]) }),
  ],
  'write groups: [sre, on-call], or { workflow: NAME }, or { id: U012ABCDEF, groups: [sre] }',
);

const circumstances = z
  .strictObject({
    channel: z.string(),
    reason: z.string(),
    targets: z.union([z.number().int().min(0), z.array(z.string())], 'write how many, or a list of ids'),
    tagsOfAll: z.array(z.string(), 'write a list: [App=web]'),
    tagsOfAny: z.array(z.string(), 'write a list: [App=web]'),
    document: z.string(),
    documentOwner: z.string('write Amazon, or the 12 digits of an account, in quotes'),
    path: z.string(),
    breakGlass: z.boolean(),
    freezes: z.array(z.string(), 'write a list of names'),
    at: z.string('write a local time: 2026-12-24T18:30'),
  })
  .partial();

/** One case of cases.yml: who asks for what and where, in which circumstances, and what must come of it. */
export const caseSchema = z.strictObject({
  name: z.string().optional(),
  who,
  what: names,
  where: names,
  with: circumstances.default({}),
  // biome-ignore lint/suspicious/noThenProperty: the file's word; its value is no function, so nothing takes a case for a promise.
  then: z.union(
    [z.literal(['allow', 'deny']), z.strictObject({ needs: z.string(), stepUp: z.boolean().default(false) })],
    'write allow, deny, or { needs: 1 of GROUP }',
  ),
  /** Policies that must be among those that decided. */
  by: names.optional(),
});

export type Case = z.infer<typeof caseSchema>;

/** One name is a list of one. */
export const listed = (names: string | readonly string[] = []): readonly string[] => (typeof names === 'string' ? [names] : names);
