import { acts } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Person } from '../../domain/person.ts';
import { describeRequirement } from '../../domain/requirement.ts';
import { circumstances } from './decide.ts';
import type { Desk } from './desk.ts';

/** The environments in which this person may ever do it and that they may ever look at. For help and forms only. */
export const everIn = ({ policy, environments }: Pick<Desk, 'policy' | 'environments'>, person: Person, operation: string): Environment[] =>
  environments.filter((env) => policy.mayEver(person, 'observe', env) && policy.mayEver(person, operation, env));

/** Whether there is a glass to break: somebody can be alarmed, and policy may permit it to this person. */
export const mayEverBreak = ({ policy, security }: Pick<Desk, 'policy' | 'security'>, person: Person, env: Environment): boolean =>
  security !== undefined && policy.mayEver(person, 'break-glass', env);

/** Why this person may do it nowhere, in policy's words on the first environment that the channel means. */
export function whyNever(desk: Desk, person: Person, operation: string, environments: readonly Environment[], channel: string): string {
  const [environment = desk.environments[0]] = environments;
  if (!environment) return 'There is no environment.';
  const action = desk.policy.mayEver(person, 'observe', environment) ? operation : 'observe';
  const { why } = desk.policy.decide({ person, action, environment, context: circumstances(desk, environment, channel) });
  return why ?? `You may not do this on ${environment.name}.`;
}

/** What policy says to one person's plain questions: now, in that channel, of no plan yet. */
export interface Rights {
  /** Titles of operations, under the words for who must agree. */
  readonly operations: ReadonlyMap<string, readonly string[]>;
  /** What is refused as plainly as that, and can be allowed in other circumstances. */
  readonly depends: readonly string[];
  readonly acts: readonly string[];
  /** Ids of the policies that decided. */
  readonly policies: readonly string[];
}

/** Everything that this person may do in the environment. Nothing is planned where they may not look. */
export function rightsIn(desk: Desk, person: Person, environment: Environment, channel: string): Rights {
  const context = circumstances(desk, environment, channel);
  const ask = (action: string) => desk.policy.decide({ person, action, environment, context });
  const ever = (action: string) => desk.policy.mayEver(person, action, environment);
  const looks = ask('observe').allowed;
  const operations = new Map<string, string[]>();
  const done: string[] = [];
  const depends: string[] = [];
  const policies = new Set<string>();
  for (const { name, title } of desk.operations) {
    const { allowed, requirement, stepUp, policies: deciding } = ask(name);
    if (allowed && looks) {
      const needs = `${describeRequirement(requirement)}${stepUp ? ', with a code' : ''}`;
      operations.set(needs, [...(operations.get(needs) ?? []), title]);
      for (const id of deciding) policies.add(id);
    } else if (ever('observe') && ever(name)) depends.push(title);
  }
  for (const [act, words] of Object.entries(acts)) {
    if (act === 'break-glass' && desk.security === undefined) continue;
    // Their words end so that an environment can follow: 'look at'.
    const alone = words.replace(/ (?:at|on|of)$/, '');
    const { allowed, policies: deciding } = ask(act);
    if (allowed) {
      done.push(alone);
      for (const id of deciding) policies.add(id);
    } else if (ever(act)) depends.push(alone);
  }
  return { operations, depends, acts: done, policies: [...policies].sort() };
}
