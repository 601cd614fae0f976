import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { preparseSchema } from '@cedar-policy/cedar-wasm/nodejs';
import type { Policy, Question } from '../../domain/decision.ts';
import { groupsOf } from '../../domain/requirement.ts';
import { UserError } from '../../errors.ts';
import { checkRules } from './check.ts';
import { decide } from './decide.ts';
import { mayEver } from './ever.ts';
import { type Explanation, explain } from './explain.ts';
import { localTimeOf } from './local-time.ts';
import { type Rule, readRules } from './rule.ts';
import { cedarSchema, type PolicyAction } from './schema.ts';
import { slicesOf } from './slice.ts';

// V8 11 (Node 20) can end the process when it takes back an optimised call into WebAssembly: "unreachable code" in
// Deoptimizer::DoComputeBuiltinContinuation. Cedar is called often enough for that. Newer ones do not have the fault.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

/** The policies of a folder, ready to decide, and the names in them that only others can check. */
export interface LoadedPolicy extends Policy {
  /** Groups that a policy names: each must be a Slack user group or stand in the file, or it has no members. */
  readonly groups: readonly string[];
  /** Environments that a policy names: one that is misspelt is never matched. */
  readonly environments: readonly string[];
  /** Freezes that a policy asks for by name: one that is misspelt is never active. */
  readonly freezes: readonly string[];
  /** Every policy, by file and line. */
  readonly rules: readonly Rule[];
  explain(question: Question): Explanation;
}

/**
 * Reads and checks every *.cedar file of the folder (not of folders in it). `timezone` (IANA) is the one of context.time.
 * Throws a UserError that lists all that is wrong by file and line: nothing starts with half a policy.
 */
export async function loadPolicy({
  folder,
  actions,
  timezone,
}: {
  folder: string;
  actions: readonly PolicyAction[];
  timezone: string;
}): Promise<LoadedPolicy> {
  const schema = cedarSchema(actions);
  const names = await readdir(folder).catch((error: Error) => {
    throw new UserError(`The folder of policies cannot be read: ${error.message}. Name a folder with *.cedar files in it.`);
  });
  const files = names.filter((name) => name.endsWith('.cedar')).sort();
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })));
  const read = texts.map(({ file, text }) => readRules(file, text));
  const rules = read.flatMap((each) => each.rules);
  const problems = [...read.flatMap((each) => each.problems), ...checkRules(rules, schema)];
  if (problems.length > 0) {
    const lines = problems.map(({ file, line, message }) => `${join(folder, file)}:${line}: ${message}`);
    throw new UserError(`The policies are not right, so nothing was started:\n${lines.join('\n')}`);
  }
  if (rules.length === 0) throw new UserError(`There is no policy in ${folder}, so nobody could do anything: put a *.cedar file there.`);

  const digest = createHash('sha256').update(JSON.stringify({ schema, texts, timezone })).digest('hex');
  const answer = preparseSchema(digest, schema);
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  const known = {
    digest,
    slices: slicesOf(rules, schema, digest),
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    actions,
    localTime: localTimeOf(timezone),
  };
  return {
    digest,
    agreeing: sortedOnce(rules.flatMap(({ requirement }) => groupsOf(requirement ?? []))),
    groups: sortedOnce(rules.flatMap(({ scope, requirement }) => [...scope.groups, ...groupsOf(requirement ?? [])])),
    environments: sortedOnce(rules.flatMap(({ scope }) => scope.environments)),
    freezes: sortedOnce(rules.flatMap(({ scope }) => scope.freezes)),
    rules,
    decide: (question) => decide(known, question),
    mayEver: (person, action, environment) => mayEver(known, person, action, environment),
    explain: (question) => explain(known, question),
  };
}

const sortedOnce = (names: readonly string[]): string[] => [...new Set(names)].sort();
