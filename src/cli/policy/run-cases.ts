import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LoadedPolicy } from '../../auth/policy/load.ts';
import type { Decision } from '../../domain/decision.ts';
import { addUp, describeRequirement, needsNobody, type Requirement } from '../../domain/requirement.ts';
import { UserError } from '../../errors.ts';
import type { World } from '../command.ts';
import { type Check, readCases } from './cases.ts';
import type { Installed } from './installed.ts';
import { outcome } from './question.ts';

export const testUsage = `ssm-chatops policy test [--cases FILE]
  Runs cases against the policies of the configuration. Without --cases: cases.yml beside the policies.
  A line for each case that fails, and the sum. Exits with 1 where one fails or a file is not right.

  - name: a lead agrees to what sre run on prod       # what is said where it fails; may be left out
    who: [sre]                                        # groups; { workflow: nightly }; { id: U012ABCDEF, groups: [sre] }
    what: command.run                                 # or several: [command.run, observe]
    where: prod                                       # or several: [staging, dev]
    with: { targets: 3, reason: OPS-1 }               # may be left out. channel, reason, targets (how many, or ids),
                                                      # tagsOfAll, tagsOfAny, document, documentOwner, path,
                                                      # breakGlass, freezes, at (2026-12-24T18:30, local)
    then: { needs: 1 of sre-leads }                   # or allow, or deny; { needs: ..., stepUp: true } with codes
    by: prod-operators                                # policies that must have decided; may be left out

  A case says the same on every day: it asks on a Wednesday at noon, with no freeze, where "at" and "freezes" are left out.`;

/** Runs the cases. Gives 1 where one fails. */
export async function runCases(args: readonly string[], installed: Installed, { out }: World): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { cases: { type: 'string' } } });
  const file = values.cases ?? join(installed.folder, 'cases.yml');
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(`The cases can't be read: ${error.message}. Write them beside the policies, or name a file: --cases FILE.`);
  });
  const checks = readCases(file, text, installed);
  if (checks.length === 0) throw new UserError(`There is no case in ${file}, so nothing was tested.`);
  const failures = checks.flatMap((check) => failureOf(check, installed.policy) ?? []);
  for (const { line, says } of failures) out(`${file}:${line}: ${says}`);
  out(`${checks.length - failures.length} passed, ${failures.length} failed`);
  return failures.length > 0 ? 1 : 0;
}

/** What is wrong with the outcome; undefined where it is as the case says. */
export function failureOf(check: Check, policy: LoadedPolicy): { line: number; says: string } | undefined {
  const decision = outcome(policy, check.question);
  const missing = check.by.filter((id) => !decision.policies.includes(id));
  if (isSame(check, decision) && missing.length === 0) return undefined;
  const wanted = `${inWords(check)}${check.by.length > 0 ? ` by ${check.by.join(', ')}` : ''}`;
  const came = inWords({ requirement: decision.allowed ? decision.requirement : undefined, stepUp: decision.stepUp === true });
  const why = decision.why ? ` ${decision.why}` : '';
  return { line: check.line, says: `${check.name}: expected ${wanted}; came ${came}, decided by ${places(decision, policy)}.${why}` };
}

function isSame({ requirement, stepUp }: Check, decision: Decision): boolean {
  if (requirement === undefined || !decision.allowed) return requirement === undefined && !decision.allowed;
  return normal(requirement) === normal(decision.requirement) && stepUp === (decision.stepUp === true);
}

/** The same text for the same requirement, in whichever order it was written. */
function normal(requirement: Requirement): string {
  const alternatives = addUp([requirement]).map((terms) => JSON.stringify(Object.entries(terms).sort()));
  return alternatives.sort().join();
}

function inWords({ requirement, stepUp }: Pick<Check, 'requirement' | 'stepUp'>): string {
  if (requirement === undefined) return 'deny';
  if (needsNobody(requirement)) return 'allow';
  return `needs ${describeRequirement(requirement)}${stepUp ? ' with codes' : ''}`;
}

function places({ policies }: Decision, { rules }: LoadedPolicy): string {
  const decided = rules.filter(({ id }) => policies.includes(id)).map(({ id, file, line }) => `${id} (${file}:${line})`);
  return decided.join(', ') || 'no policy';
}
