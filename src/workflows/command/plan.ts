import { findNodes, type Node, tagValues } from '../../aws/nodes.ts';
import { readTargetWords } from '../../aws/target-words.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Fact, Plan, PlanTarget, Wave } from '../../domain/plan.ts';
import { countOf, inTime, seconds } from '../../domain/rate.ts';
import { UserError } from '../../errors.ts';
import { basicCall, type Called, callDocument, callRollback, deliveryTimeout, reasons, wavesOf } from './call.ts';
import type { CommandInput } from './input.ts';
import { type CommandCall, commandRights } from './send.ts';
import { cutIntoWaves } from './waves.ts';

const mostSeconds = 172_800; // executionTimeout of AWS-RunShellScript

/** Everything that the command will do: which instances, in which waves, with what. */
export async function planCommand(input: CommandInput, observer: Aws, env: Environment): Promise<Plan<CommandCall>> {
  const nodes = await findNodes(input.targets, observer);
  if (nodes.length === 0) throw await nothingMatches(input.targets, observer, env);
  // Of all of them, not of those that are online: the document must not change because some of them reboot.
  const shell = nodes.every((node) => node.platform === 'Windows') ? 'AWS-RunPowerShellScript' : 'AWS-RunShellScript';
  const run = seconds(input.timeout ?? env.defaults.timeout);
  if (run > mostSeconds) throw new UserError(`--timeout ${input.timeout} is too long: at most 48h. Choose a shorter time.`);
  const { script, param, dir } = input;
  if (script === undefined && input.document === undefined)
    throw new UserError('What should run? Write the script after "--", or name a document: --document NAME.');
  const called = await callDocument(input.document ?? shell, { script, param, dir, seconds: run }, observer);
  const rollback = input.rollback === undefined ? undefined : await callRollback(input.rollback, shell, run, observer);
  if (input.rollbackOnFailure && !rollback) throw new UserError('--rollback-on-failure wants a --rollback: a script or a document.');

  const found = nodes.map((node): PlanTarget => ({ id: node.id, name: node.name, out: whyNot(node, called) }));
  const targets = [...found, ...notThere(input.targets, nodes)];
  const reachable = targets.filter((target) => target.out === undefined).map((target) => target.id);
  if (reachable.length === 0)
    throw new UserError(
      `None of the ${count(targets.length)} can be reached on ${env.name}: ${reasons(targets)}. Nothing can run there now.`,
    );

  const concurrency = Math.max(1, Math.min(reachable.length, countOf(input.concurrency ?? env.defaults.concurrency, reachable.length)));
  const tolerates = countOf(input.errors ?? env.defaults.errors, reachable.length);
  const waves = planWaves(input, { called, rollback, matched: targets.length, reachable, concurrency, run }, env);
  return {
    summary: `Run ${script === undefined ? called.document.name : 'a script'} on ${count(reachable.length)}`,
    nouns: { target: 'instance', execution: 'command' },
    facts: facts(input, called, waves, { concurrency, tolerates, run }),
    texts: [...called.texts, ...(rollback?.texts ?? [])],
    targets,
    warnings: warnings(input),
    waves,
    tolerates,
    undoesItself: input.rollbackOnFailure && rollback ? true : undefined,
    sure: input.targets.includes('all') ? `This is every instance of ${env.name}: ${count(reachable.length)}.` : undefined,
    pins: pinsOf(called, rollback),
    contexts: [{ document: called.document.name }, ...(rollback ? [{ document: rollback.document.name }] : [])],
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
  const [bucket, ...prefix] = input.s3?.split('/') ?? [];
  const call: Omit<CommandCall, 'deliverWithin'> = {
    ...basicCall(called),
    concurrency,
    comment: input.comment,
    s3: bucket === undefined ? undefined : { bucket, prefix: prefix.join('/') || undefined },
    logGroup: input.logGroup,
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
  if (input.live) return [...wavesOf([reachable], { ...call, live: liveTags(input) }, times), ...undo];
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

function liveTags(input: CommandInput): CommandCall['live'] {
  const { ids, tags, groups, all } = readTargetWords(input.targets);
  if (ids.length > 0 || groups.length > 0 || all || tags.length === 0)
    throw new UserError('--live lets AWS choose by tags: name the targets by tag:KEY=VALUE alone.');
  if (input.canary !== undefined) throw new UserError('--live and --canary do not go together: a canary wants an exact list.');
  return tags;
}

function facts(
  input: CommandInput,
  { document }: Called,
  waves: readonly Wave<CommandCall>[],
  { concurrency, tolerates, run }: { concurrency: number; tolerates: number; run: number },
): Fact[] {
  const sizes = waves.filter((wave) => !wave.undo).map((wave) => wave.targets.length);
  const canary = waves.some((wave) => wave.canary);
  const pace = `${concurrency} at a time${sizes.length > 1 ? ` · ${sizes.length} waves: ${sizes.join(', then ')}` : ''}${canary ? ' · the first is a canary' : ''}`;
  const optional = (label: string, value: string | false | undefined): Fact[] => (value ? [{ label, value }] : []);
  return [
    { label: 'Document', value: `${document.name} version ${document.version}` },
    { label: 'Pace', value: pace },
    { label: 'Errors', value: `stops at error number ${tolerates + 1}` },
    { label: 'Time', value: `${inTime(run)} for each instance` },
    ...optional('Chosen by AWS', input.live && input.targets.join(' ')),
    ...optional('Time to deliver', input.deliveryTimeout && inTime(seconds(input.deliveryTimeout))),
    ...optional('Directory', input.dir),
    ...optional(
      'Rollback',
      input.rollback && (input.rollbackOnFailure ? 'by itself, when the errors are too many' : 'offered, when the errors are too many'),
    ),
    ...optional(
      'Output',
      [input.s3 && `S3 ${input.s3}`, input.logGroup && `log group ${input.logGroup}`].filter(Boolean).join(', ') || undefined,
    ),
    ...optional('Alarm', input.alarm?.[0]),
    ...optional('Comment', input.comment),
  ];
}

const warnings = (input: CommandInput): string[] =>
  input.live
    ? [
        'AWS chooses the instances by tag when it runs. If one appears that is not on this list, the command is cancelled; it may have begun there.',
      ]
    : [];

function pinsOf(called: Called, rollback: Called | undefined): Record<string, string> {
  const pin = ({ document }: Called) => `${document.name} ${document.version} ${document.hash}`;
  return { document: pin(called), ...(rollback && { rollback: pin(rollback) }) };
}

const count = (instances: number) => `${instances} ${instances === 1 ? 'instance' : 'instances'}`;

/** Instances that were named and are not there: said, and not sent. */
function notThere(words: readonly string[], nodes: readonly Node[]): PlanTarget[] {
  const known = new Set(nodes.map((node) => node.id));
  return readTargetWords(words)
    .ids.filter((id) => !known.has(id))
    .map((id) => ({ id, out: 'not there' }));
}

function whyNot(node: Node, { document }: Called): string | undefined {
  if (node.state !== 'online') return node.why ?? node.state;
  const platform = node.platform === 'macOS' ? 'MacOS' : node.platform;
  return document.platforms.length === 0 || document.platforms.includes(platform)
    ? undefined
    : `${node.platform}: this document does not run there`;
}

/** Says what there is, where nothing matches. */
async function nothingMatches(words: readonly string[], observer: Aws, env: Environment): Promise<UserError> {
  const [tag] = readTargetWords(words).tags;
  if (!tag)
    return new UserError(
      `${words.join(' ')}: no such instance on ${env.name} (${env.account}, ${env.region}). Another environment? --env NAME chooses it.`,
    );
  const values = await tagValues(tag.key, observer);
  const known = values.slice(0, 5).map(([value, many]) => `${tag.key}=${value} (${count(many)})`);
  const there = known.length > 0 ? `On ${env.name} there are: ${known.join(', ')}.` : `No instance on ${env.name} has a tag "${tag.key}".`;
  return new UserError(`Nothing matches ${words.join(' ')}. ${there}`);
}
