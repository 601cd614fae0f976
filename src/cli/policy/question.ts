import { acts, type Decision, type Policy, type Question, type QuestionContext } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import { nobody } from '../../domain/requirement.ts';

/** Who asks: a member of groups, or a workflow. */
export interface Who {
  readonly id?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly workflow?: string | undefined;
}

/** The circumstances, in the words of a case. `at` is milliseconds since 1970. */
export interface With {
  readonly at: number;
  readonly channel?: string | undefined;
  readonly freezes?: readonly string[] | undefined;
  readonly breakGlass?: boolean | undefined;
  readonly reason?: string | undefined;
  /** How many, or their ids. */
  readonly targets?: number | readonly string[] | undefined;
  readonly tagsOfAll?: readonly string[] | undefined;
  readonly tagsOfAny?: readonly string[] | undefined;
  readonly document?: string | undefined;
  readonly documentOwner?: string | undefined;
  readonly path?: string | undefined;
}

/** The question as the bot would ask it. An operation has one target where nothing is said of targets: a plan has at least one. */
export function questionOf(who: Who, action: string, environment: Environment, given: With): Question {
  const { workflow, groups = [], id = 'U0SOMEBODY' } = who;
  return {
    person: { id: workflow ?? id, team: 'T0SOMEWHERE', name: workflow ?? id, groups, ...(workflow !== undefined && { workflow: true }) },
    action,
    environment,
    context: Object.hasOwn(acts, action) ? around(given) : { ...around(given), ...ofPlan(given) },
  };
}

const around = ({ channel = 'any', freezes = [], at }: With) => ({ channel, freezes, at });

function ofPlan({ breakGlass, reason, targets = 1, tagsOfAll, tagsOfAny, ...about }: With): Partial<QuestionContext> {
  const { document, documentOwner, path } = about;
  return {
    breakGlass,
    reason,
    targets: typeof targets === 'number' ? Array.from({ length: targets }, (_, at) => `i-${at + 1}`) : targets,
    // What every target carries, one of them carries too.
    ...((tagsOfAll ?? tagsOfAny) && { tags: { ofAll: tagsOfAll ?? [], ofAny: [...(tagsOfAll ?? []), ...(tagsOfAny ?? [])] } }),
    about: { document, documentOwner, path },
  };
}

/** What would come of it: with --break-glass the approvals are set aside, if that is permitted too. */
export function outcome(policy: Pick<Policy, 'decide'>, question: Question): Decision {
  const decision = policy.decide(question);
  if (!decision.allowed || !question.context.breakGlass) return decision;
  const { channel, freezes, at } = question.context;
  const glass = policy.decide({ ...question, action: 'break-glass', context: { channel, freezes, at } });
  if (!glass.allowed) return glass;
  return { ...decision, requirement: nobody, stepUp: undefined, policies: [...decision.policies, ...glass.policies] };
}
