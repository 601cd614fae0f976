import type { Decision } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Person, PersonRef } from '../../domain/person.ts';
import { type Plan, touched } from '../../domain/plan.ts';
import type { DecisionRecord, Request } from '../../domain/request.ts';
import { type Agreement, addUp, describeRequirement, groupsOf, isMet } from '../../domain/requirement.ts';
import { DeniedError, UserError } from '../../errors.ts';
import { type Desk, environmentOf } from './desk.ts';

/** May this person look at the environment at all? Asked before any AWS read. */
export function mayObserve(desk: Desk, person: Person, env: Environment, channel: string): void {
  refuse(desk.policy.decide({ person, action: 'observe', environment: env, context: { channel } }));
}

/** May this person act on requests ('request.cancel', 'request.read') of the environment? */
export function mayAct(desk: Desk, person: Person, action: string, env: Environment, channel: string): void {
  refuse(desk.policy.decide({ person, action, environment: env, context: { channel } }));
}

/** Who may stop a request, roll it back or say what came of it: the asker, and whoever policy lets cancel. Throws DeniedError. */
export async function mayEnd(desk: Desk, request: Request, by: PersonRef): Promise<void> {
  if (by.id === request.asker.id) return;
  const person = await desk.people.person(by.id, by.team, { fresh: true });
  mayAct(desk, person, 'request.cancel', environmentOf(desk, request.environment), request.channel.name);
}

/** What policy says of the whole plan now. Throws DeniedError where it refuses. */
export function decidePlan(desk: Desk, person: Person, request: Request, env: Environment, plan: Plan): DecisionRecord {
  const context = {
    channel: request.channel.name,
    reason: request.reason,
    risk: plan.risk,
    targets: touched(plan).map((target) => target.id),
  };
  const decisions = plan.contexts.map((about) =>
    desk.policy.decide({ person, action: request.operation, environment: env, context: { ...context, about } }),
  );
  for (const decision of decisions) refuse(decision);
  return {
    requirement: addUp(decisions.map(({ requirement }) => requirement)),
    policies: [...new Set(decisions.flatMap(({ policies }) => policies))],
    digest: desk.policy.digest,
  };
}

function refuse(decision: Decision): void {
  if (!decision.allowed) throw new DeniedError(decision.why ?? 'You may not do this here.');
}

/** Throws UserError where nobody but the asker could agree: a request that can never be approved is not asked for. */
export async function someoneCanAgree(desk: Desk, decision: DecisionRecord, asker: PersonRef): Promise<void> {
  const groups = groupsOf(decision.requirement);
  const members = await Promise.all(groups.map(async (group) => ({ group, ids: await desk.people.members(group) })));
  const agreements = new Map<string, Agreement>();
  for (const { group, ids } of members) {
    for (const id of ids) if (id !== asker.id) agreements.set(id, { id, groups: [...(agreements.get(id)?.groups ?? []), group] });
  }
  if (isMet(decision.requirement, [...agreements.values()])) return;
  const empty = members.filter(({ ids }) => ids.every((id) => id === asker.id)).map(({ group }) => group);
  throw new UserError(
    `This needs ${describeRequirement(decision.requirement)}, and there are not enough people who could agree` +
      `${empty.length > 0 ? ` (nobody but you is in ${empty.join(', ')})` : ''}. Nothing was asked for. Whoever looks after the groups must add somebody.`,
  );
}
