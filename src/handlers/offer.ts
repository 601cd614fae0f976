import { isInEnvironment, isOperation, type Typed } from '../domain/operation.ts';
import type { Person, PersonRef } from '../domain/person.ts';
import { DeniedError, UnavailableError } from '../errors.ts';
import { usualEnvironment } from '../workflows/lifecycle/desk.ts';
import { everIn, mayEverBreak, whyNever } from '../workflows/lifecycle/rights.ts';
import { type Front, typedThings } from './front.ts';
import type { Reach } from './parse/usage.ts';

/** Slack waits three seconds for an answer, and may itself be slow to say who somebody is. */
const knownMs = 1_500;

/** What is offered to a person in a channel: never more than they may ever do. */
export interface Offer {
  readonly things: readonly Typed[];
  /** What must be said with it: nothing is permitted, or it is not known what. */
  readonly note?: string | undefined;
  /** Where they may do it. */
  reach(typed: Typed): Reach;
  /** Why they may do it nowhere; undefined: they may. */
  why(typed: Typed): string | undefined;
}

/** Looks up who asks, within Slack's time. Throws DeniedError for whom the bot does not serve. */
export async function offerTo(front: Front, by: PersonRef, channel: { readonly id: string; readonly name: string }): Promise<Offer> {
  const { desk } = front;
  const person = await knownInTime(front, by);
  if (!person) return { things: typedThings(front), note: unknown, reach: () => ({ breakGlass: true }), why: () => undefined };
  const usual = usualEnvironment(desk, channel);
  const meant = desk.environments.filter(({ name }) => name === usual);
  const why = (typed: Typed): string | undefined =>
    isInEnvironment(typed) && everIn(desk, person, typed.name).length === 0
      ? whyNever(desk, person, typed.name, meant, channel.name)
      : undefined;
  const things = typedThings(front).filter((typed) => why(typed) === undefined);
  const nothing = things.some(isOperation) ? undefined : `${nothingFor(person)} ${front.operations.slice(0, 1).map(why).join('')} ${whom}`;
  return {
    things,
    note: nothing,
    why,
    reach(typed) {
      if (!isInEnvironment(typed)) return {};
      const environments = everIn(desk, person, typed.name);
      return {
        environments: environments.map(({ name }) => name),
        breakGlass: environments.some((env) => mayEverBreak(desk, person, env)),
      };
    },
  };
}

const unknown = 'Slack did not say in time who you are, so this shows all there is. What you may do is decided when you ask.';

const nothingFor = ({ groups }: Person): string =>
  `You may start nothing yet, ${groups.length > 0 ? `in the groups ${groups.join(', ')}` : 'in no group'}.`;
const whom = 'Ask whoever looks after the groups to add you to one that is named here, or those who keep the policies.';

/** Undefined where Slack did not say it in time. */
async function knownInTime({ desk, log }: Front, { id, team }: PersonRef): Promise<Person | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, knownMs, undefined);
  });
  // Too late, its failure is nobody's: it must not end the process.
  const look = desk.people.person(id, team).catch((error: unknown) => {
    if (error instanceof DeniedError) throw error;
    if (!(error instanceof UnavailableError)) log.error({ err: error }, 'a person could not be looked up');
    return undefined;
  });
  look.catch(() => undefined);
  return Promise.race([look, late]).finally(() => clearTimeout(timer));
}
