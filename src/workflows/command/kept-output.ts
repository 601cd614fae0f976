import { inWords } from '../../aws/errors.ts';
import { readLogStream } from '../../aws/output/log-stream.ts';
import { placeOf, readObject } from '../../aws/output/object.ts';
import { literal } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Statement } from '../../domain/operation.ts';
import { isCut, type OutputOf, type RanWave, type Stream } from '../../domain/output.ts';
import { UserError } from '../../errors.ts';
import type { Invocation } from './invocation-output.ts';
import type { CommandCall } from './send.ts';
import { joined, type Step } from './steps.ts';

type Ran = RanWave<CommandCall>;
type StreamName = 'stdout' | 'stderr';

/** Of one stream; more than this nobody reads in Slack. Bytes in S3, characters in CloudWatch Logs. */
const mostOfWhole = 5_000_000;

/** The key prefix under which the agent writes one instance's output. */
const prefixOf = (s3: { readonly prefix?: string | undefined }, command: string, target: string): string =>
  `${[s3.prefix?.replace(/^\/+|\/+$/g, ''), command, target].filter(Boolean).join('/')}/`;

/** Exactly this instance's output of this command, wherever the command was told to write it. */
export function keptRights({ execution, call }: Ran, target: string, { partition, region, account }: Environment): Statement[] {
  const rights: Statement[] = [];
  if (call.s3)
    rights.push({
      actions: ['s3:GetObject'],
      resources: [`arn:${partition}:s3:::${call.s3.bucket}/${literal(prefixOf(call.s3, execution.id, target))}*`],
    });
  if (call.logGroup !== undefined) {
    const streams = `arn:${partition}:logs:${region}:${account}:log-group:${call.logGroup}:log-stream:${execution.id}/${target}/*`;
    rights.push({ actions: ['logs:GetLogEvents'], resources: [streams] });
  }
  return rights;
}

/** Where the command wrote its whole output, in words. */
export function keptSomewhere({ call, execution }: Ran, target: string): Pick<OutputOf, 'whole'> {
  if (call.s3) return { whole: `s3://${call.s3.bucket}/${prefixOf(call.s3, execution.id, target)}` };
  return call.logGroup === undefined ? {} : { whole: `the log group ${call.logGroup}, ${execution.id}/${target}` };
}

/**
 * The streams that Systems Manager cuts, whole from where the command wrote them. While it runs only CloudWatch Logs
 * has something. What cannot be read is no error: the short one stays, and the note says why.
 */
export async function readWhole(
  ran: Ran,
  invocation: Invocation,
  aws: Aws,
): Promise<Pick<OutputOf, 'stdout' | 'stderr' | 'whole' | 'note'>> {
  const { target, state } = invocation;
  const kept = keptSomewhere(ran, target);
  if (kept.whole === undefined) return { stdout: invocation.stdout, stderr: invocation.stderr };
  let note: string | undefined;

  async function whole(step: Step, name: StreamName): Promise<Stream> {
    if (!isCut(step[name]) && state !== 'running') return step[name];
    try {
      return (await readStream(ran, target, state === 'running', step, name, aws)) ?? step[name];
    } catch (error) {
      note = inWords(error, `reading ${name} from ${kept.whole}`).message;
      return step[name];
    }
  }
  const steps: Step[] = [];
  for (const step of invocation.steps) {
    steps.push({ ...step, stdout: await whole(step, 'stdout'), stderr: await whole(step, 'stderr') });
  }
  return { ...(steps.length > 0 ? joined(steps) : { stdout: invocation.stdout, stderr: invocation.stderr }), ...kept, note };
}

async function readStream(
  { call, execution }: Ran,
  target: string,
  running: boolean,
  step: Step,
  name: StreamName,
  aws: Aws,
): Promise<Stream | undefined> {
  if (call.s3 && !running) {
    const url = step[`${name}Url`];
    const place = placeOf(url);
    // What AWS names is read only where the command was told to write.
    if (place?.bucket !== call.s3.bucket || !place.key.startsWith(prefixOf(call.s3, execution.id, target)))
      throw new UserError(`AWS names another place for ${name} than the command was given: ${url || 'none'}.`);
    return readObject(await aws.s3(place.region), place, mostOfWhole);
  }
  if (call.logGroup === undefined) return undefined;
  // The agent's name for the stream: no colons.
  const stream = `${execution.id}/${target}/${step.name.replaceAll(':', '-')}/${name}`;
  return readLogStream(await aws.logs(), { group: call.logGroup, stream }, mostOfWhole);
}
