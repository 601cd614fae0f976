import type { Environment } from '../../domain/environment.ts';
import type { Fact, Wave } from '../../domain/plan.ts';
import { inTime, seconds } from '../../domain/rate.ts';
import type { Called } from './call.ts';
import type { CommandInput } from './input.ts';
import type { CommandCall } from './send.ts';

/** What the card says of a command, besides its targets and texts. `run` is seconds for each instance. */
export function factsOf(
  input: CommandInput,
  { document }: Called,
  waves: readonly Wave<CommandCall>[],
  { concurrency, tolerates, run }: { readonly concurrency: number; readonly tolerates: number; readonly run: number },
  env: Environment,
): Fact[] {
  const sizes = waves.filter((wave) => !wave.undo).map((wave) => wave.targets.length);
  const canary = waves.some((wave) => wave.canary);
  const pace = `${concurrency} at a time${sizes.length > 1 ? ` · ${sizes.length} waves: ${sizes.join(', then ')}` : ''}${canary ? ' · the first is a canary' : ''}`;
  const live = waves.find((wave) => wave.call.live)?.call.live;
  const optional = (label: string, value: string | false | undefined): Fact[] => (value ? [{ label, value }] : []);
  return [
    { label: 'Document', value: `${document.name} version ${document.version}` },
    { label: 'Pace', value: pace },
    { label: 'Errors', value: `stops at error number ${tolerates + 1}` },
    { label: 'Time', value: `${inTime(run)} for each instance` },
    ...optional('Chosen by AWS', live?.map(({ key, values }) => `tag:${key}=${values.join(',')}`).join(' ')),
    ...optional('Time to deliver', input.deliveryTimeout && inTime(seconds(input.deliveryTimeout))),
    ...optional('Directory', input.dir),
    ...optional(
      'Rollback',
      input.rollback && (input.rollbackOnFailure ? 'by itself, when the errors are too many' : 'offered, when the errors are too many'),
    ),
    ...optional('Output', outputOf(input, env)),
    ...optional('Alarm', input.alarm?.[0]),
    ...optional('Comment', input.comment),
  ];
}

/** Where the whole output goes, and whether that is the environment's word. */
function outputOf({ s3, logGroup }: CommandInput, { name, output }: Environment): string {
  const place = (kind: string, asked: string | undefined, usual: string | undefined) =>
    asked ? [`${kind} ${asked}`] : usual ? [`${kind} ${usual} (the default of ${name})`] : [];
  return [...place('S3', s3, output.s3), ...place('log group', logGroup, output.logGroup)].join(', ');
}
