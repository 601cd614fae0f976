import type { Environment } from '../../domain/environment.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Plan, PlanContext, PlanTarget } from '../../domain/plan.ts';
import { SecretTyped, UserError } from '../../errors.ts';
import { aboutParameters } from './changed.ts';
import { roomFor } from './near-limit.ts';
import type { PutCall } from './put-call.ts';
import type { PutInput } from './put-input.ts';
import { isSame, type Put, pinsOf, preparePut, waveOf } from './put-plan.ts';

/** Each is read by two calls when it is planned, is a wave of its own, and stands whole in what approvers read. */
export const mostAtOnce = 50;

interface Several {
  readonly summary: (count: number) => string;
  readonly wanted: readonly PutInput[];
  /** What is touched besides. */
  readonly contexts?: readonly PlanContext[];
  readonly warnings?: readonly string[];
}

/** One plan that sets several parameters, one after the other. Refuses all where one can't be set, and says of each why. */
export async function planSeveral(
  { summary, wanted, contexts = [], warnings = [] }: Several,
  observer: Aws,
  env: Environment,
): Promise<Plan<PutCall>> {
  if (wanted.length > mostAtOnce)
    throw new UserError(`These are ${wanted.length} parameters: ${mostAtOnce} are possible at once. Take a part of them.`);
  const puts: Put[] = [];
  const wrong: string[] = [];
  let secret = false;
  for (const each of wanted) {
    try {
      puts.push(await preparePut(each, observer, env));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      secret ||= error instanceof SecretTyped;
      wrong.push(error.message);
    }
  }
  const none = `Nothing of this can be done:\n${wrong.join('\n')}`;
  if (wrong.length > 0) throw secret ? new SecretTyped(none) : new UserError(none);
  // Those that wait for a click first: then it is one click, and the rest goes on by itself.
  const isSecret = ({ call }: Put) => call.type === 'SecureString';
  const differing = puts.filter((put) => !isSame(put));
  const doing = [...differing.filter(isSecret), ...differing.filter((put) => !isSecret(put))];
  const [first, ...more] = doing;
  if (!first) throw new UserError('All of it is so already. There is nothing to set.');
  const same = puts.filter(isSame).map(({ name }): PlanTarget => ({ id: name, out: 'unchanged' }));
  return {
    ...aboutParameters,
    summary: summary(doing.length),
    facts: [
      { label: 'Added', value: String(doing.filter(({ current }) => !current).length) },
      { label: 'Changed', value: String(doing.filter(({ current }) => current).length) },
      { label: 'Unchanged', value: String(same.length) },
    ],
    texts: textsOf(doing),
    targets: [...doing.map(({ name }) => ({ id: name })), ...same],
    warnings: [
      ...warnings,
      ...(await roomFor(doing, observer, env)),
      ...doing.flatMap((put) => put.warnings.map((each) => `${put.name}: ${each}`)),
    ],
    waves: doing.map(waveOf),
    pins: Object.assign({}, ...doing.map(pinsOf)) as Plan['pins'],
    contexts: [{ path: first.name }, ...more.map(({ name }) => ({ path: name })), ...contexts],
  };
}

function textsOf(puts: readonly Put[]): Plan['texts'] {
  // A value's own line ends are set in: they must not look like another parameter.
  const value = (text: string | undefined) => (text === undefined ? '(asked for when it starts)' : text.replaceAll('\n', '\n    '));
  const added = puts.filter(({ current }) => !current).map(({ name, call }) => `${name} (${call.type})\n  + ${value(call.value)}`);
  const changed = puts.flatMap(({ name, call, current }) =>
    current
      ? [
          `${name} (${call.type}, version ${current.version})\n${call.value === undefined ? '' : `  - ${value(current.value)}\n`}  + ${value(call.value)}`,
        ]
      : [],
  );
  return [
    ...(added.length > 0 ? [{ label: 'Added', text: added.join('\n') }] : []),
    ...(changed.length > 0 ? [{ label: 'Changed', text: changed.join('\n') }] : []),
  ];
}
