import { inWords } from '../../../aws/errors.ts';
import type { Asking, Enquiry } from '../../../domain/enquiry.ts';
import type { LookSpec, Place } from '../../../domain/look.ts';
import { DeniedError } from '../../../errors.ts';
import { circumstances, mayObserve } from '../decide.ts';
import type { Desk } from '../desk.ts';
import { meantEnvironment } from '../submit.ts';

/** A look as something that is answered at once: rights first, then AWS under a session that reads exactly this. */
export const asEnquiry = (look: LookSpec): Enquiry<Desk> => ({
  name: look.name,
  words: look.words,
  title: look.title,
  input: look.input,
  form: look.form,
  inEnvironment: true,
  async answer(desk, input, asking) {
    const env = meantEnvironment(desk, asking.environment, asking.channel);
    const places = await Promise.all(
      look.contexts(input).map((about) => placeFor(desk, look, input, asking, about.environment ?? env.name, about)),
    );
    try {
      return await look.look(input, places as [Place, ...Place[]], asking.tell ?? (() => undefined));
    } catch (error) {
      throw inWords(error, `looking at ${env.name}`);
    }
  },
});

async function placeFor(
  desk: Desk,
  look: LookSpec,
  input: Record<string, unknown>,
  { by, channel, requestId }: Asking,
  name: string,
  about: ReturnType<LookSpec['contexts']>[number],
): Promise<Place> {
  const env = meantEnvironment(desk, name, channel);
  const person = await desk.people.person(by.id, by.team);
  mayObserve(desk, person, env, channel.name);
  const where = circumstances(desk, env, channel.name);
  const decision = desk.policy.decide({ person, action: look.name, environment: env, context: { ...where, about } });
  if (!decision.allowed) throw new DeniedError(decision.why ?? 'You may not look at this.');
  const { aws } = await desk.sessions.observe(env, { person: by.id, request: requestId, purpose: 'look' }, look.reads(input, env));
  const mayReadOutput = desk.policy.decide({ person, action: 'output.read', environment: env, context: where }).allowed;
  return { env, aws, mayReadOutput };
}
