import { inWords } from '../../aws/errors.ts';
import { readLogStream } from '../../aws/output/log-stream.ts';
import { placeOf, readObject } from '../../aws/output/object.ts';
import type { Aws } from '../../domain/operation.ts';
import { isCut, type OutputOf, type RanWave, type Stream } from '../../domain/output.ts';
import { UserError } from '../../errors.ts';
import type { Invocation } from './invocation-output.ts';
import type { CommandCall } from './send.ts';

type Ran = RanWave<CommandCall>;

/** Of one stream; more than this nobody reads in Slack. Bytes in S3, characters in CloudWatch Logs. */
const mostOfWhole = 5_000_000;

/** The key prefix under which the agent writes one instance's output. */
export const prefixOf = (s3: { readonly prefix?: string | undefined }, command: string, target: string): string =>
  `${[s3.prefix?.replace(/^\/+|\/+$/g, ''), command, target].filter(Boolean).join('/')}/`;

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
  target: string,
  short: Invocation,
  aws: Aws,
): Promise<Pick<OutputOf, 'stdout' | 'stderr' | 'whole' | 'note'>> {
  const { call } = ran;
  const whole = keptSomewhere(ran, target);
  const running = short.state === 'running' && call.logGroup !== undefined;
  const streams = { stdout: short.stdout, stderr: short.stderr };
  let note: string | undefined;
  for (const name of ['stdout', 'stderr'] as const) {
    if (!isCut(short[name]) && !running) continue;
    try {
      streams[name] = (await readStream(ran, target, short, name, aws)) ?? short[name];
    } catch (error) {
      note = inWords(error, `reading ${name} from ${whole.whole}`).message;
    }
  }
  return { ...streams, ...whole, note };
}

async function readStream(ran: Ran, target: string, short: Invocation, name: 'stdout' | 'stderr', aws: Aws): Promise<Stream | undefined> {
  const { call, execution } = ran;
  if (call.s3 && short.state !== 'running') {
    const place = placeOf(short[`${name}Url`]);
    // What AWS names is read only where the command was told to write.
    if (place?.bucket !== call.s3.bucket || !place.key.startsWith(prefixOf(call.s3, execution.id, target)))
      throw new UserError(`AWS names another place for ${name} than the command was given: ${short[`${name}Url`] || 'none'}.`);
    return readObject(await aws.s3(), place, mostOfWhole);
  }
  if (call.logGroup === undefined) return undefined;
  const plugin = (short.plugin || 'aws:runShellScript').replace(':', '-');
  return readLogStream(await aws.logs(), { group: call.logGroup, stream: `${execution.id}/${target}/${plugin}/${name}` }, mostOfWhole);
}
