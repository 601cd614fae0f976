import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import { cedarSchema } from '../../src/auth/policy/schema.ts';
import { readCases } from '../../src/cli/policy/cases.ts';
import type { Installed } from '../../src/cli/policy/installed.ts';
import { outcome } from '../../src/cli/policy/question.ts';
import { failureOf } from '../../src/cli/policy/run-cases.ts';
import { readConfig } from '../../src/config.ts';
import { acts } from '../../src/domain/decision.ts';
import { actions } from '../../src/workflows/index.ts';

const root = new URL('../..', import.meta.url).pathname;
const text = await readFile(join(root, 'docs', 'policies.md'), 'utf8');
const config = await readConfig(join(root, 'config.example.yml'));

const blocks = (section: string, language: string): string[] =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map(([, body = '']) => body);
const recipes = text.split(/^### (?=\d+\. )/m).slice(1);

/** The recipe as if it were all the policies of the example company. */
async function installed(cedar: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'recipe-'));
  await writeFile(join(folder, 'recipe.cedar'), cedar);
  const policy = await loadPolicy({ folder, actions, timezone: config.timezone });
  await rm(folder, { recursive: true });
  return { ...config, folder, policy };
}

describe('the cookbook', () => {
  test('has at least ten recipes, numbered, each with its policies and its cases', () => {
    expect(recipes.length).toBeGreaterThanOrEqual(10);
    expect(recipes.map((recipe) => Number.parseInt(recipe, 10))).toEqual(recipes.map((_, at) => at + 1));
    for (const recipe of recipes) expect([blocks(recipe, 'cedar').length, blocks(recipe, 'yaml').length]).toEqual([1, 1]);
  });

  test.each(recipes.map((recipe) => [recipe.split('\n', 1)[0] ?? '', recipe] as const))(
    'recipe %s loads, does what its cases say, and has no policy that no case needs',
    async (_, recipe) => {
      const all = await installed(blocks(recipe, 'cedar')[0] ?? '');
      const checks = readCases('cases', blocks(recipe, 'yaml')[0] ?? '', all);
      expect(checks.flatMap((check) => failureOf(check, all.policy)?.says ?? [])).toEqual([]);
      const outcomes = checks.map(({ question }) => outcome(all.policy, question));
      expect(new Set(outcomes.map(({ allowed }) => allowed))).toEqual(new Set([true, false]));
      const decided = new Set(outcomes.flatMap(({ policies }) => policies));
      expect(all.policy.rules.map(({ id }) => id).filter((id) => !decided.has(id))).toEqual([]);
    },
  );
});

test('the reference names every act, every group of actions and every circumstance, and no other', () => {
  const reference = text.slice(text.indexOf('## What a policy can ask'), text.indexOf('## Trying policies out'));
  const named = new Set([...reference.matchAll(/`([\w.-]+)`/g)].map(([, name]) => name));
  const action = cedarSchema(actions)['']?.actions['command.run'];
  const context = action?.appliesTo?.context as unknown as {
    attributes: Record<string, { type: string; attributes?: Record<string, unknown> }>;
  };
  const circumstances = Object.entries(context.attributes).flatMap(([name, { attributes }]) =>
    attributes ? Object.keys(attributes).map((part) => `${name}.${part}`) : [name],
  );
  for (const name of [...Object.keys(acts), ...circumstances]) expect(named).toContain(name);
  for (const group of ['command', 'read', 'change', 'destructive', 'operation']) expect(reference).toContain(`Action::"${group}"`);

  const tables = reference.slice(reference.indexOf('**context**, always'));
  const listed = [...tables.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(circumstances.sort());
});
