import { UserError } from '../../errors.ts';
import type { StartInput } from './start-input.ts';

interface Named {
  readonly name: string;
  readonly type: string;
}

const ofInstances = /^(?:List<)?AWS::(?:EC2::Instance|SSM::ManagedInstance)::Id>?$/;

/**
 * Which parameter the targets fill, where it runs once for each; undefined where it runs once.
 * Throws UserError where it can't be told, with the parameters that there are.
 */
export function overWhich(
  { targets, values, over, param = [] }: Pick<StartInput, 'targets' | 'values' | 'over' | 'param'>,
  runbook: string,
  parameters: readonly Named[],
): string | undefined {
  if (targets && values) throw new UserError('Name either --targets or --values: it runs once for each of them.');
  if (!targets && !values) {
    if (over === undefined) return undefined;
    throw new UserError(
      '--over says which parameter the targets fill: name them too, by --targets tag:App=myapp, or --values A --values B.',
    );
  }
  const which = over ?? usual(parameters, targets !== undefined);
  const named = parameters.map(({ name }) => name);
  if (which === undefined)
    throw new UserError(
      `${runbook} has no parameter that is surely meant. Say which one they fill, by --over: ${named.join(', ') || 'it has none'}.`,
    );
  if (!named.includes(which)) throw new UserError(`${runbook} has no parameter ${which}. It has: ${named.join(', ') || 'none'}.`);
  if (param.some((pair) => pair.startsWith(`${which}=`)))
    throw new UserError(`${which} is filled by each target in its turn, so it can't be given by --param too.`);
  return which;
}

/** The one that takes instances; of several, or for values, nobody knows. */
function usual(parameters: readonly Named[], instances: boolean): string | undefined {
  const [only, another] = instances
    ? parameters.filter(({ name, type }) => ofInstances.test(type) || /^InstanceIds?$/i.test(name))
    : parameters.filter(({ name }) => name !== 'AutomationAssumeRole');
  return another ? undefined : only?.name;
}
