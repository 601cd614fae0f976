import { isEnded, type Request, shortId } from '../../src/domain/request.ts';
import { needsNobody } from '../../src/domain/requirement.ts';
import type { SentCommand } from '../support/aws.ts';
import type { Post } from './posts.ts';
import type { Run } from './run.ts';

/** Everything that is wrong with a run, in words. */
export interface Verdict {
  readonly twice: string[];
  readonly lost: string[];
  readonly missing: string[];
  readonly doubled: string[];
  readonly wrong: string[];
}

export interface Evidence {
  readonly requests: readonly Request[];
  readonly sent: readonly SentCommand[];
  readonly posts: readonly Post[];
  readonly undrawn: readonly string[];
  /** Audit rows by request. */
  readonly audited: ReadonlyMap<string, number>;
}

/** What AWS accepted, what the records say and what Slack shows must be one story. */
export function judgeRun(run: Run, { requests, sent, posts, undrawn, audited }: Evidence): Verdict {
  const verdict: Verdict = { twice: [], lost: [...run.faults], missing: [], doubled: [], wrong: [] };
  if (!requests.some(({ confirmedAt }) => confirmedAt !== undefined)) verdict.lost.push('no request of it came so far as to be confirmed');
  for (const request of requests) {
    const name = shortId(request.id);
    const own = sent.filter(({ comment }) => comment.startsWith(`ssm-chatops:${request.id}:`));
    if (!isEnded(request.state)) verdict.lost.push(`${name} is ${request.state} yet, and nothing moves`);
    judgeCommands(request, own, verdict);
    judgePosts(
      request,
      posts.filter((post) => post.request === request.id),
      own,
      verdict,
    );
    if (audited.get(request.id) !== request.version)
      verdict.wrong.push(`${name} has ${audited.get(request.id)} audit rows for ${request.version} changes`);
  }
  if (undrawn.length > 0) verdict.wrong.push(`not drawn: ${undrawn.join(', ')}`);
  return verdict;
}

const inAws: Readonly<Record<string, string>> = { Success: 'succeeded', Failed: 'failed', TimedOut: 'failed', Cancelled: 'cancelled' };

function judgeCommands(request: Request, own: readonly SentCommand[], { twice, lost, wrong }: Verdict): void {
  const name = shortId(request.id);
  const instances = own.flatMap(({ instanceIds }) => instanceIds);
  if (new Set(instances).size < instances.length) twice.push(`${name}: an instance got it twice`);
  const known = new Set(request.waves.map((_, i) => `ssm-chatops:${request.id}:${i + 1}`));
  for (const { comment } of own) if (!known.has(comment.split(' ')[0] ?? '')) wrong.push(`${name}: AWS has ${comment}, which no wave is`);

  for (const [i, wave] of request.waves.entries()) {
    const what = `wave ${i + 1} of ${name}`;
    const commands = own.filter(({ comment }) => comment.split(' ')[0] === `ssm-chatops:${request.id}:${i + 1}`);
    if (commands.length > 1) twice.push(`${what} was sent ${commands.length} times`);
    const [command] = commands;
    if (!isEnded(request.state)) continue;
    if (command) {
      const planned = (request.plan?.waves[i]?.targets ?? []).filter((target) => !wave.gone.includes(target));
      if (wave.execution?.id !== command.id) lost.push(`${what}: AWS has ${command.id}, the record ${wave.execution?.id ?? 'nothing'}`);
      else if (inAws[command.status] !== wave.state) wrong.push(`${what}: AWS says ${command.status}, the record ${wave.state}`);
      if ([...command.instanceIds].sort().join() !== [...planned].sort().join()) wrong.push(`${what} went to other instances than planned`);
    } else if (wave.execution) wrong.push(`${what}: the record has ${wave.execution.id}, and AWS does not`);
    else if (!isHonest(request, i)) lost.push(`${what} was not sent; the record says ${wave.state}, the request ${request.state}`);
  }
}

/** A wave that AWS never got: the record says so and why, or nobody wanted it any more. */
function isHonest(request: Request, index: number): boolean {
  const wave = request.waves[index];
  if (request.confirmedAt === undefined) return true;
  if (request.state === 'succeeded') return false;
  if (wave?.state === 'pending') return ['cancelled', 'discarded', 'refused', 'denied'].includes(request.state);
  return (wave?.state === 'failed' || wave?.state === 'skipped' || wave?.state === 'unknown') && wave.note !== undefined;
}

function judgePosts(request: Request, posts: readonly Post[], own: readonly SentCommand[], { missing, doubled, wrong }: Verdict): void {
  const name = shortId(request.id);
  const confirmed = request.confirmedAt !== undefined;
  const due = { root: confirmed, approval: confirmed && !needsNobody(request.decision?.requirement ?? []) };
  for (const kind of ['root', 'approval', 'final'] as const) {
    const count = posts.filter((post) => post.kind === kind).length;
    const least = kind === 'final' ? confirmed && isEnded(request.state) : due[kind];
    if (least && count === 0) missing.push(`${name} has no ${kind}`);
    if (count > (confirmed ? 1 : 0)) doubled.push(`${name} has ${count} of ${kind}`);
  }
  const final = posts.find((post) => post.kind === 'final')?.text;
  const root = posts.find((post) => post.kind === 'root');
  if (isEnded(request.state) && root?.hasCancel) wrong.push(`${name} has ended, and its message can be cancelled yet`);
  const said = /(\d+) of \d+ succeeded/.exec(final ?? '')?.[1];
  const succeeded = own.reduce((sum, { status, instanceIds }) => sum + (status === 'Success' ? instanceIds.length : 0), 0);
  // Of a cancelled command some instances may have succeeded.
  const exact = own.every(({ status }) => status === 'Success');
  if (said !== undefined && (exact ? Number(said) !== succeeded : Number(said) < succeeded))
    wrong.push(`${name} says ${said} succeeded, AWS ${succeeded}`);
  if (final !== undefined && own.length > 0 && said === undefined) wrong.push(`${name}: the last word says nothing of what ran: ${final}`);
}
