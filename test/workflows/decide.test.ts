import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import { describeRequirement } from '../../src/domain/requirement.ts';
import { DeniedError } from '../../src/errors.ts';
import { operations } from '../../src/workflows/index.ts';
import { decidePlan } from '../../src/workflows/lifecycle/decide.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { ana, planOf, prod, received } from '../domain/samples.ts';

let folder: string;
let desk: Desk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  await writeFile(
    join(folder, 'test.cedar'),
    `permit(principal, action, resource) when { context has document && context.document != "Forbidden" };
     @approval("1 of security") forbid(principal, action in Action::"operation", resource) when { context has document && context.document == "AWS-RunShellScript" };`,
  );
  desk = { policy: await loadPolicy({ folder, actions: operations }) } as unknown as Desk;
});
afterAll(() => rm(folder, { recursive: true }));

const decide = (...documents: readonly string[]) =>
  decidePlan(desk, { ...ana, groups: [] }, received(), prod, {
    ...planOf([['i-1']]),
    contexts: documents.map((document) => ({ document })) as unknown as [{ document: string }],
  });

test('what the rollback runs needs the approvals and the permit that it would need alone', () => {
  expect(describeRequirement(decide('Restart').requirement)).toBe('nobody');
  expect(describeRequirement(decide('Restart', 'AWS-RunShellScript').requirement)).toBe('1 of security');
  expect(() => decide('Restart', 'Forbidden')).toThrow(DeniedError);
});
