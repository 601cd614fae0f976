import type { Circumstances, Decision, QuestionContext } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import { freezesAt } from '../../domain/freeze.ts';
import type { Person, PersonRef } from '../../domain/person.ts';
import { type Plan, touched } from '../../domain/plan.ts';
import type { DecisionRecord, Request } from '../../domain/request.ts';
import { addUp, groupsOf, needsNobody, nobody } from '../../domain/requirement.ts';
import { DeniedError, UserError } from '../../errors.ts';
import { type Desk, environmentOf } from './desk.ts';

/** What policies know of any question: where and when it is asked. */
export function circumstances(desk: Desk, env: Environment, channel: string): Circumstances {
  const at = desk.clock.now();
  return { channel, at, freezes: freezesAt(desk.freezes, env.name, at).map(({ name }) => name) };
}

/** May this person do this ('request.cancel', 'output.read', ...) in the environment? Throws DeniedError. */
export function mayAct(desk: Desk, person: Person, action: string, env: Environment, channel: string): void {
  refuse(desk.policy.decide({ person, action, environment: env, context: circumstances(desk, env, channel) }));
}

/** May this person look at the environment at all? Asked before any AWS read. */
export const mayObserve = (desk: Desk, person: Person, env: Environment, channel: string): void =>
  mayAct(desk, person, 'observe', env, channel);

/** Who may stop a request, roll it back or say what came of it: the asker, and whoever policy lets cancel. Throws DeniedError. */
export async function mayEnd(desk: Desk, request: Request, by: PersonRef): Promise<void> {
  if (by.id === request.asker.id) return;
  const person = await desk.people.person(by.id, by.team, { fresh: true });
  mayAct(desk, person, 'request.cancel', environmentOf(desk, request.environment), request.channel.name);
}

/** What policy says of the whole plan now, and who could agree. Throws DeniedError where it refuses. */
export async function decidePlan(desk: Desk, person: Person, request: Request, env: Environment, plan: Plan): Promise<DecisionRecord> {
  if (plan.notBy?.id === person.id) throw new DeniedError(plan.notBy.why);
  const decisions = askOf(desk, person, request, env, plan, request.breakGlass === true);
  for (const decision of decisions) refuse(decision);
  for (const touched of touchedEnvironments(desk, env, plan)) {
    if (plan.waves.some((wave) => wave.wide)) mayAct(desk, person, 'wide-session', touched, request.channel.name);
    if (request.breakGlass) mayAct(desk, person, 'break-glass', touched, request.channel.name);
  }
  const requirement = addUp(decisions.map((decision) => decision.requirement));
  if (person.workflow && needsNobody(requirement))
    throw new DeniedError(
      `What a workflow asks for, a person must always agree to, and no policy on ${env.name} says who. A forbid with @approval for principal is Workflow does.`,
    );
  const groups = groupsOf(requirement);
  const members = await Promise.all(groups.map(async (group) => [group, await desk.people.members(group)] as const));
  return {
    requirement: request.breakGlass ? nobody : requirement,
    ...(request.breakGlass && { setAside: requirement }),
    ...(decisions.some(({ stepUp }) => stepUp) && { stepUp: true }),
    policies: [...new Set(decisions.flatMap(({ policies }) => policies))],
    digest: desk.policy.digest,
    eligible: Object.fromEntries(members),
    freezes: freezesAt(desk.freezes, env.name, desk.clock.now()),
  };
}

/** Throws UserError where it could run as it is: a glass that is broken for nothing is an alarm for nothing. */
export function mustNeedGlass(desk: Desk, person: Person, request: Request, env: Environment, plan: Plan): void {
  const plainly = askOf(desk, person, request, env, plan, false);
  if (plainly.every(({ allowed, requirement }) => allowed && needsNobody(requirement)))
    throw new UserError('Nobody has to agree to this, so there is no glass to break. Send it without --break-glass; --reason says why.');
}

const touchedEnvironments = (desk: Desk, env: Environment, plan: Plan): Environment[] => [
  ...new Set(plan.contexts.map((about) => environmentOf(desk, about.environment ?? env.name))),
];

/** One question for each context of the plan, in the environment that it touches. */
function askOf(desk: Desk, person: Person, request: Request, env: Environment, plan: Plan, breakGlass: boolean): Decision[] {
  return plan.contexts.map((about) => {
    const environment = environmentOf(desk, about.environment ?? env.name);
    const context: QuestionContext = {
      ...circumstances(desk, environment, request.channel.name),
      reason: request.reason,
      breakGlass,
      targets: touched(plan).map((target) => target.id),
      tags: plan.tags,
      about,
    };
    return desk.policy.decide({ person, action: request.operation, environment, context });
  });
}

function refuse(decision: Decision): void {
  if (!decision.allowed) throw new DeniedError(decision.why ?? 'You may not do this here.');
}
