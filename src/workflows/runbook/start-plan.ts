import { readPairs } from '../../aws/document-parameters.ts';
import { type Document, readDocument } from '../../aws/documents.ts';
import { findTaggedNodes, type TaggedNode } from '../../aws/nodes.ts';
import { nodeIdsIn, notOurs, tagsOf } from '../../aws/owned.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Elsewhere } from '../../domain/operation.ts';
import type { Fact, Plan, PlanTarget, Wave } from '../../domain/plan.ts';
import { countOf } from '../../domain/rate.ts';
import { UserError } from '../../errors.ts';
import { readRunbook } from './content.ts';
import { locationsOf } from './locations.ts';
import { overWhich } from './over.ts';
import { readAnswers } from './parameters.ts';
import { type RunsAs, runsAs } from './role.ts';
import type { RunbookCall } from './start-call.ts';
import type { StartInput } from './start-input.ts';
import { stepsText } from './steps-text.ts';
import { waitWarnings } from './waits.ts';

/** TargetValues takes so many: more are waves of their own. */
const mostValues = 50;
/** An approval step may stand for 30 days, the longest that AWS lets one wait. */
const longestMs = 31 * 24 * 3_600_000;

/** Everything that starting the runbook will do: which version, with what, over what, as whom. */
export async function planRunbook(input: StartInput, observer: Aws, env: Environment, elsewhere: Elsewhere): Promise<Plan<RunbookCall>> {
  const document = await readDocument(input.runbook, observer);
  if (document.type !== 'Automation')
    throw new UserError(
      `${document.name} is a document of type ${document.type}; a runbook is one of type Automation. /ssm run runs Command documents.`,
    );
  const runbook = readRunbook(document.content);
  const over = overWhich(input, document.name, document.parameters);
  const pairs = input.param ?? [];
  const typed = readPairs(pairs);
  const as = runsAs(runbook.assumeRole, (name) => typed[name]?.[0] ?? defaultOf(document, name), env);
  const own = pairs.filter((pair) => !pair.startsWith(`${as.parameter}=`));
  const parameters = readAnswers(as.parameter === undefined ? pairs : [...own, `${as.parameter}=${as.role}`], document, over);

  const named = nodeIdsIn([...Object.values(parameters).flat(), ...(input.values ?? [])]);
  const nodes = input.targets || named.length > 0 ? await findTaggedNodes(input.targets ?? named, observer) : [];
  const targets = targetsOf(input, document, nodes, named, env);
  const values = targets.filter(({ out }) => out === undefined).map(({ id }) => id);
  if (values.length === 0) throw new UserError(`None of the targets can be used: ${whyOut(targets)}. Nothing would run.`);
  const locations = await locationsOf(input.also ?? [], env, elsewhere, over);
  const call: RunbookCall = {
    document: document.name,
    version: document.version,
    amazon: document.owner === 'Amazon',
    parameters,
    over,
    concurrency: over === undefined && !locations ? undefined : (input.concurrency ?? env.defaults.concurrency),
    role: as.role,
    locations,
  };
  const about = { document: document.name, documentOwner: document.owner };
  return {
    summary: over === undefined ? `Run the runbook ${document.name}` : `Run the runbook ${document.name} ${times(values.length)}`,
    nouns: { target: over === undefined ? 'target' : 'run', execution: 'execution' },
    quiet: true,
    facts: factsOf(document, as, call, env),
    texts: [
      { label: 'What it does', text: stepsText(runbook) },
      { label: 'Parameters', text: parametersText(document, parameters, over) },
    ],
    targets,
    tags: nodes.length > 0 ? tagsOf(nodes.filter(({ id }) => values.includes(id))) : undefined,
    warnings: waitWarnings(runbook, env),
    waves: wavesOf(values, call),
    tolerates: over === undefined ? 0 : countOf(input.errors ?? env.defaults.errors, values.length),
    pins: { runbook: `${document.name} ${document.version} ${document.hash}` },
    contexts: [about, ...(input.also ?? []).map((environment) => ({ ...about, environment }))],
  };
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const defaultOf = ({ parameters }: Document, name: string): string => parameters.find((each) => each.name === name)?.default?.[0] ?? '';

/**
 * What it is about. Over targets: each of them, and why some are left out. Else the instances that its parameters name, each of
 * which must be the environment's; where they name none, the runbook itself.
 */
function targetsOf(
  { targets, values }: StartInput,
  document: Document,
  nodes: readonly TaggedNode[],
  named: readonly string[],
  env: Environment,
): PlanTarget[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  if (targets) return nodes.map((node) => ({ id: node.id, name: node.name, out: notOurs(node, env) }));
  for (const id of named) {
    const node = known.get(id);
    const why = node ? notOurs(node, env) : 'is not there';
    if (why) throw new UserError(`${id} ${why}, so it is no instance of ${env.name}. Nothing would run.`);
  }
  const ids = values ?? (named.length > 0 ? named : [document.name]);
  return [...new Set(ids)].map((id) => ({ id, name: known.get(id)?.name }));
}

const whyOut = (targets: readonly PlanTarget[]): string => targets.map(({ id, out }) => `${id} ${out}`).join(', ') || 'there is none';

function factsOf({ name, version, owner }: Document, as: RunsAs, call: RunbookCall, env: Environment): Fact[] {
  return [
    {
      label: 'Runbook',
      value: `${name} version ${version}, ${owner === 'Amazon' ? 'by Amazon' : owner === env.account ? 'of this account' : `shared by ${owner}`}`,
    },
    { label: 'Runs as', value: as.role },
    ...(call.over === undefined ? [] : [{ label: 'Once for each value of', value: `${call.over}, ${call.concurrency} at once` }]),
    ...(call.locations ? [{ label: 'Where', value: call.locations.map(({ account, region }) => `${account} ${region}`).join(', ') }] : []),
  ];
}

/** Each value as AWS gets it, then what is left to its default. */
function parametersText(document: Document, given: Readonly<Record<string, readonly string[]>>, over: string | undefined): string {
  const lines = document.parameters.flatMap(({ name, default: standard }) => {
    if (name === over) return [`${name}: each target in its turn`];
    const values = given[name];
    // A value's own line ends are set in: they must not look like another parameter.
    if (values) return values.map((value) => `${name}: ${value.replaceAll('\n', '\n    ')}`);
    return standard === undefined || standard.length === 0 ? [] : [`${name}: ${standard.join(', ')} (default)`];
  });
  return lines.join('\n') || '(no parameters)';
}

function wavesOf(values: readonly string[], call: RunbookCall): Wave<RunbookCall>[] {
  if (call.over === undefined) return [{ targets: values, call, within: longestMs }];
  return Array.from({ length: Math.ceil(values.length / mostValues) }, (_, i) => ({
    targets: values.slice(i * mostValues, (i + 1) * mostValues),
    call,
    within: longestMs,
  }));
}
