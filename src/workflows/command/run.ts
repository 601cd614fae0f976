import { CancelCommandCommand, DescribeDocumentCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { findNodes, type Node, tagValues } from '../../aws/nodes.ts';
import { readTargetWords, targetWord } from '../../aws/target-words.ts';
import type { Environment } from '../../domain/environment.ts';
import { type Aws, defineOperation } from '../../domain/operation.ts';
import { countOf, duration, inTime, rate, seconds } from '../../domain/rate.ts';
import { UserError } from '../../errors.ts';
import { pollCommands } from './poll.ts';
import { findCommand } from './recover.ts';
import { type CommandCall, commandRights, sendCommand } from './send.ts';
import { cutIntoWaves } from './waves.ts';

const deliveryTimeout = { each: 600, most: 2_592_000 }; // seconds, SendCommand's TimeoutSeconds
const followMarginMs = 300_000;
const executionTimeout = { least: 1, most: 172_800 }; // AWS-RunShellScript, seconds

/** Runs a script on instances, a wave of exact instance ids at a time. */
export const runCommand = defineOperation({
  name: 'command.run',
  words: 'run',
  title: 'Run a script on instances',
  input: z.object({
    targets: z.array(targetWord).min(1, 'name at least one target').max(50, 'at most 50 targets; a tag names many instances'),
    script: z.string().min(1, 'write the script after --').max(16_000, 'a script of more than 16,000 characters belongs into a document'),
    concurrency: rate.optional(),
    errors: rate.optional(),
    timeout: duration.optional(),
    comment: z.string().max(40, 'at most 40 characters').optional(),
  }),
  form: {
    targets: {
      kind: 'targets',
      label: 'Targets',
      at: 'words',
      many: true,
      example: 'tag:App=myapp',
      hint: 'Instances or tags. Several tags must all match.',
    },
    script: { kind: 'script', label: 'Script', at: 'rest', example: 'sudo systemctl restart myapp', hint: 'Sent byte for byte.' },
    concurrency: {
      kind: 'rate',
      label: 'At a time',
      optional: true,
      example: '20%',
      hint: 'How many instances at a time: a number or a percentage.',
    },
    errors: { kind: 'rate', label: 'Tolerated errors', optional: true, example: '5', hint: 'One more error stops the rest.' },
    timeout: {
      kind: 'duration',
      label: 'Time for each',
      optional: true,
      example: '10m',
      hint: 'How long the script may take on one instance.',
    },
    comment: { kind: 'text', label: 'Comment', optional: true, example: '"deploy 42"', hint: "Shown in Run Command's history." },
  },

  async plan(input, observer, env) {
    const nodes = await findNodes(input.targets, observer);
    if (nodes.length === 0) throw await nothingMatches(input.targets, observer, env);
    const windows = nodes.filter((node) => node.state === 'online').every((node) => node.platform === 'Windows');
    const document = await describeDocument(windows ? 'AWS-RunPowerShellScript' : 'AWS-RunShellScript', observer);
    const targets = [
      ...nodes.map((node) => ({ id: node.id, name: node.name, out: whyNot(node, windows) })),
      ...notThere(input.targets, nodes),
    ];
    const reachable = targets.filter((target) => target.out === undefined).map((target) => target.id);
    if (reachable.length === 0)
      throw new UserError(
        `None of the ${count(targets.length)} can be reached on ${env.name}: ${reasons(targets)}. Nothing can run there now.`,
      );

    const limit = seconds(input.timeout ?? env.defaults.timeout);
    if (limit > executionTimeout.most) throw new UserError(`--timeout ${input.timeout} is too long: at most 48h. Choose a shorter time.`);
    const atATime = input.concurrency ?? env.defaults.concurrency;
    const concurrency = Math.max(1, Math.min(reachable.length, countOf(atATime, reachable.length)));
    const tolerates = countOf(input.errors ?? env.defaults.errors, reachable.length);
    const call: Omit<CommandCall, 'deliverWithin'> = {
      ...document,
      parameters: { commands: input.script.split('\n'), executionTimeout: [String(limit)] },
      concurrency,
      comment: input.comment,
    };
    const pieces = cutIntoWaves(reachable, (piece) => commandRights(piece, call.document, env, 'start'));

    return {
      risk: 'change',
      summary: `Run a script on ${count(reachable.length)}`,
      nouns: { target: 'instance', execution: 'command' },
      facts: [
        { label: 'Document', value: `${document.document} version ${document.version}` },
        {
          label: 'Pace',
          value: `${concurrency} at a time${pieces.length > 1 ? ` · ${pieces.length} waves: ${pieces.map((piece) => piece.length).join(', then ')}` : ''}`,
        },
        { label: 'Errors', value: `stops at error number ${tolerates + 1}` },
        { label: 'Time', value: `${inTime(limit)} for each instance` },
        ...(input.comment ? [{ label: 'Comment', value: input.comment }] : []),
      ],
      texts: [{ label: 'Script', text: input.script }],
      targets,
      warnings: [],
      waves: pieces.map((piece) => {
        const rounds = Math.ceil(piece.length / concurrency);
        // Whoever waits for a place must not expire meanwhile: the time to deliver runs from the sending.
        const deliverWithin = Math.min(deliveryTimeout.each + (rounds - 1) * limit, deliveryTimeout.most);
        return { targets: piece, call: { ...call, deliverWithin }, within: rounds * (deliverWithin + limit) * 1_000 + followMarginMs };
      }),
      tolerates,
      pins: { document: document.document, version: document.version, hash: document.hash },
      context: { document: document.document },
    };
  },

  iam: (wave, env, act) => commandRights(wave.targets, wave.call.document, env, act),
  start: sendCommand,
  recover: findCommand,
  poll: pollCommands,
  async stop(execution, { ssm }) {
    await ssm.send(new CancelCommandCommand({ CommandId: execution.id }));
  },
});

const count = (instances: number) => `${instances} ${instances === 1 ? 'instance' : 'instances'}`;

function whyNot(node: Node, windows: boolean): string | undefined {
  if (node.state !== 'online') return node.why ?? node.state;
  return (node.platform === 'Windows') === windows ? undefined : `${node.platform}: this document does not run there`;
}

/** Ids that were named and are not there: they stand in the plan, so that nobody believes that they got it. */
function notThere(words: readonly string[], nodes: readonly Node[]) {
  const { ids, tags } = readTargetWords(words);
  const there = new Set(nodes.map(({ id }) => id));
  const out = tags.length > 0 ? 'not there, or without the tags' : 'not there';
  return ids.filter((id) => !there.has(id)).map((id) => ({ id, name: undefined, out }));
}

/** '2 stopped, 1 agent not heard of for 3 h'. */
function reasons(targets: readonly { out?: string | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { out } of targets) if (out !== undefined) counts.set(out, (counts.get(out) ?? 0) + 1);
  return [...counts].map(([why, many]) => `${many} ${why}`).join(', ');
}

async function describeDocument(name: string, { ssm }: Aws) {
  const { Document } = await ssm.send(new DescribeDocumentCommand({ Name: name }));
  if (!Document?.DocumentVersion || !Document.Hash)
    throw new UserError(`AWS does not say the version and hash of ${name}: it can't be pinned, so it is not run.`);
  return { document: name, version: Document.DocumentVersion, hash: Document.Hash };
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
