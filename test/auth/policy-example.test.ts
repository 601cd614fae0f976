import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import { readCases } from '../../src/cli/policy/cases.ts';
import type { Installed } from '../../src/cli/policy/installed.ts';
import { outcome } from '../../src/cli/policy/question.ts';
import { failureOf } from '../../src/cli/policy/run-cases.ts';
import { readConfig } from '../../src/config.ts';
import { actions } from '../../src/workflows/index.ts';

// The company of config.example.yml and policies/: what its files promise in words is in policies/cases.yml.
let company: Installed;
let text: string;
beforeAll(async () => {
  const config = await readConfig(new URL('../../config.example.yml', import.meta.url).pathname);
  const { policies: folder, timezone } = config;
  company = { ...config, folder, policy: await loadPolicy({ folder, actions, timezone }) };
  text = await readFile(`${folder}/cases.yml`, 'utf8');
});

test('every case of the example company comes out as it says', () => {
  const checks = readCases('cases.yml', text, company);
  expect(checks.length).toBeGreaterThan(50);
  expect(checks.flatMap((check) => failureOf(check, company.policy)?.says ?? [])).toEqual([]);
});

test('every policy of the example company decides one of its cases', () => {
  const decided = new Set(readCases('cases.yml', text, company).flatMap(({ question }) => outcome(company.policy, question).policies));
  expect(company.policy.rules.map(({ id }) => id).filter((id) => !decided.has(id))).toEqual([]);
});

test('every policy of the example company has a name, and names only what the configuration knows', () => {
  const { policy, environments, freezes } = company;
  expect(policy.rules.map(({ id }) => id).filter((id) => id.includes(':'))).toEqual([]);
  expect(environments.map(({ name }) => name)).toEqual(expect.arrayContaining([...policy.environments]));
  expect(freezes.map(({ name }) => name)).toEqual(expect.arrayContaining([...policy.freezes]));
});

test('a refusal in the example company names the policy and the groups', () => {
  const [check] = readCases('cases.yml', '- { who: web-team, what: command.run, where: prod, then: deny }', company);
  expect(check && company.policy.decide(check.question).why).toBe(
    'You may not run a script on instances on prod. Policy prod-operators wants one of: sre, on-call. You are in: web-team.',
  );
});
