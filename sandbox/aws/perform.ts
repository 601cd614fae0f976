import { authorise } from './authorise.ts';
import { constraintRefusal, denial } from './dialect.ts';
import { models, type ServiceName } from './model.ts';
import type { Access, Operation, Scene } from './operation.ts';
import { recordRight } from './record.ts';
import { constraintErrors } from './validate.ts';

type Asker = Pick<Scene, 'world' | 'caller' | 'place'>;

/** Actions without resources are refused in terms of the whole account. */
const shownResource = ({ action, resource }: Access, { place }: Asker) =>
  resource === '*' ? `arn:aws:${action.split(':')[0]}:${place.region}:${place.account}:*` : resource;

/** Asks IAM for all of it; the first no, in the order of asking, ends the call. */
async function demand(service: ServiceName, accesses: readonly Access[], asker: Asker): Promise<void> {
  const { world, caller, place } = asker;
  const verdicts = await Promise.all(accesses.map((access) => authorise(access, caller, place.region)));
  for (const [index, verdict] of verdicts.entries()) {
    const access = accesses[index];
    if (access && world.rightsFile) recordRight(world.rightsFile, caller, place.region, access, verdict.allowed);
    if (access && !verdict.allowed) throw denial(service, caller.arn, access.action, shownResource(access, asker), verdict.why);
  }
}

/** What a call does once it is known who makes it: model, rights, effect. Throws the service's refusal. */
export async function perform(operation: Operation, input: unknown, asker: Asker): Promise<unknown> {
  const { service, name } = operation;
  const { world, caller, place } = asker;
  const wrong = constraintErrors(models[service], models[service].operations[name]?.input ?? '', input);
  if (wrong) throw constraintRefusal(service, wrong);
  const allows = async (access: Access) => {
    const { allowed } = await authorise(access, caller, place.region);
    // What is asked so and refused does not end the call.
    if (allowed && world.rightsFile) recordRight(world.rightsFile, caller, place.region, access, allowed);
    return allowed;
  };
  const scene: Scene = { ...asker, allows, demands: (access) => demand(service, [access], asker) };
  await demand(service, operation.access(input as never, scene), asker);
  return operation.answer(input as never, scene);
}
