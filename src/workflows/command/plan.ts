import { findTaggedNodes } from '../../aws/nodes.ts';
import { notOurs, tagsOf } from '../../aws/owned.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Plan, PlanContext, Wave } from '../../domain/plan.ts';
import { countOf, seconds } from '../../domain/rate.ts';
import { UserError } from '../../errors.ts';
import { basicCall, type Called, callDocument, callRollback, deliveryTimeout, reasons, wavesOf } from './call.ts';
import { factsOf } from './facts.ts';
import type { CommandInput } from './input.ts';
import { type CommandCall, commandRights } from './send.ts';
import { count, liveTags, nothingMatches, targetsOf } from './targets.ts';
import { cutIntoWaves } from './waves.ts';

const mostSeconds = 172_800; // executionTimeout of AWS-RunShellScript

/** Everything that the command will do: which instances, in which waves, with what. */
export async function planCommand(input: CommandInput, observer: Aws, env: Environment): Promise<Plan<CommandCall>> {
  const nodes = await findTaggedNodes(input.targets, observer);
  if (nodes.length === 0) throw await nothingMatches(input.targets, observer, env);
  // Of all that are the environment's, not of those that are online: the document must not change because some of them reboot.
  const ours = nodes.filter((node) => notOurs(node, env) === undefined);
  const shell = ours.length > 0 && ours.every((node) => node.platform === 'Windows') ? 'AWS-RunPowerShellScript' : 'AWS-RunShellScript';
  const run = seconds(input.timeout ?? env.defaults.timeout);
  if (run > mostSeconds) throw new UserError(`--timeout ${input.timeout} is too long: at most 48h. Choose a shorter time.`);
  const { script, param, dir } = input;
  if (script === undefined && input.document === undefined)
    throw new UserError('What should run? Write the script after "--", or name a document: --document NAME.');
  const called = await callDocument(input.document ?? shell, { script, param, dir, seconds: run }, observer);
  const rollback = input.rollback === undefined ? undefined : await callRollback(input.rollback, shell, run, observer);
  if (input.rollbackOnFailure && !rollback) throw new UserError('--rollback-on-failure wants a --rollback: a script or a document.');

  const targets = targetsOf(input.targets, nodes, called.document, env);
  const reachable = targets.filter((target) => target.out === undefined).map((target) => target.id);
  if (reachable.length === 0)
    throw new UserError(
      `None of the ${count(targets.length)} can be reached on ${env.name}: ${reasons(targets)}. Nothing can run there now.`,
    );

  const concurrency = Math.max(1, Math.min(reachable.length, countOf(input.concurrency ?? env.defaults.concurrency, reachable.length)));
  const tolerates = countOf(input.errors ?? env.defaults.errors, reachable.length);
  const waves = planWaves(input, { called, rollback, matched: targets.length, reachable, concurrency, run }, env);
  const reached = new Set(reachable);
  return {
    summary: `Run ${script === undefined ? called.document.name : 'a script'} on ${count(reachable.length)}`,
    nouns: { target: 'instance', execution: 'command' },
    facts: factsOf(input, called, waves, { concurrency, tolerates, run }, env),
    texts: [...called.texts, ...(rollback?.texts ?? [])],
    targets,
    tags: tagsOf(nodes.filter((node) => reached.has(node.id))),
    warnings: warnings(input),
    waves,
    tolerates,
    undoesItself: input.rollbackOnFailure && rollback ? true : undefined,
    sure: input.targets.includes('all') ? `This is every instance of ${env.name}: ${count(reachable.length)}.` : undefined,
    pins: pinsOf(called, rollback),
    contexts: [contextOf(called), ...(rollback ? [contextOf(rollback)] : [])],
  };
}

interface Made {
  readonly called: Called;
  readonly rollback: Called | undefined;
  /** How many match, reachable or not. */
  readonly matched: number;
  readonly reachable: readonly string[];
  readonly concurrency: number;
  readonly run: number;
}

function planWaves(
  input: CommandInput,
  { called, rollback, matched, reachable, concurrency, run }: Made,
  env: Environment,
): Wave<CommandCall>[] {
  const [bucket, ...prefix] = (input.s3 ?? env.output.s3)?.split('/') ?? [];
  const call: Omit<CommandCall, 'deliverWithin'> = {
    ...basicCall(called),
    concurrency,
    comment: input.comment,
    s3: bucket === undefined ? undefined : { bucket, prefix: prefix.join('/') || undefined },
    logGroup: input.logGroup ?? env.output.logGroup,
    alarm: input.alarm?.[0],
  };
  const times = { deliver: input.deliveryTimeout === undefined ? deliveryTimeout.usual : seconds(input.deliveryTimeout), run };
  if (times.deliver < deliveryTimeout.least) throw new UserError(`--delivery-timeout ${input.deliveryTimeout} is too short: at least 30s.`);
  const cut = (ids: readonly string[], by: Called) =>
    cutIntoWaves(ids, (piece) => commandRights({ targets: piece, call: { document: by.document.name, alarm: call.alarm } }, env, 'start'));
  const undo = rollback
    ? wavesOf(
        cut(reachable, rollback),
        { ...basicCall(rollback), concurrency, comment: 'rollback' },
        { deliver: deliveryTimeout.usual, run },
        { undo: true },
      )
    : [];
  if (input.live) {
    if (input.canary !== undefined) throw new UserError('--live and --canary do not go together: a canary wants an exact list.');
    return [...wavesOf([reachable], { ...call, live: liveTags(input.targets, env) }, times), ...undo];
  }
  const canary = input.canary === undefined ? 0 : Math.max(1, countOf(input.canary, reachable.length));
  // Against all that match: where the rest reboots just now, the canary is still one.
  if (canary >= matched)
    throw new UserError(`--canary ${input.canary} is all of the ${count(matched)}: nothing would be left to follow it. Choose fewer.`);
  const first =
    canary > 0
      ? wavesOf(cut(reachable.slice(0, canary), called), { ...call, concurrency: Math.min(concurrency, canary) }, times, {
          canary: true,
        })
      : [];
  return [...first, ...wavesOf(cut(reachable.slice(canary), called), call, times), ...undo];
}

const warnings = (input: CommandInput): string[] =>
  input.live
    ? [
        'AWS chooses the instances by tag when it runs. If one appears that is not on this list, the command is cancelled; it may have begun there.',
      ]
    : [];

const contextOf = ({ document }: Called): PlanContext => ({ document: document.name, documentOwner: document.owner });

function pinsOf(called: Called, rollback: Called | undefined): Record<string, string> {
  const pin = ({ document }: Called) => `${document.name} ${document.version} ${document.hash}`;
  return { document: pin(called), ...(rollback && { rollback: pin(rollback) }) };
}
