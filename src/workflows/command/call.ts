import { checkParameters, readPairs } from '../../aws/document-parameters.ts';
import { type Document, readDocument } from '../../aws/documents.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Plan, PlanTarget, Wave } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import type { CommandCall } from './send.ts';

/** What a document is called with, and the texts that people must read: together they say all that it gets. */
export interface Called {
  readonly document: Document;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly texts: Plan['texts'];
}

/** A Command document with a script, parameters or both, checked against its content and pinned. */
export async function callDocument(
  named: string,
  given: { script?: string | undefined; param?: readonly string[] | undefined; dir?: string | undefined; seconds: number },
  observer: Aws,
): Promise<Called> {
  const document = await readDocument(named, observer);
  const { name } = document;
  if (document.type !== 'Command')
    throw new UserError(`${name} is a document of type ${document.type}; a command runs documents of type Command.`);
  const has = (parameter: string) => document.parameters.some((each) => each.name === parameter);
  const parameters = readPairs(given.param ?? []);
  if (parameters.executionTimeout) throw new UserError('Say the time for each instance by --timeout, not by --param executionTimeout.');
  if (given.script !== undefined) {
    if (!has('commands')) throw new UserError(`${name} takes no script: leave out what follows "--" and give its parameters by --param.`);
    parameters.commands = given.script.split('\n');
  }
  if (given.dir !== undefined) {
    if (!has('workingDirectory')) throw new UserError(`${name} takes no working directory: leave out --dir.`);
    parameters.workingDirectory = [given.dir];
  }
  if (has('executionTimeout')) parameters.executionTimeout ??= [String(given.seconds)];
  checkParameters(parameters, document);
  return { document, parameters, texts: textsOf(parameters, given) };
}

/** The script as it is, and every parameter that is said nowhere else on the plan. */
function textsOf(
  parameters: Readonly<Record<string, readonly string[]>>,
  { script, param = [] }: { script?: string | undefined; param?: readonly string[] | undefined },
): Plan['texts'] {
  const named = new Set(Object.keys(readPairs(param)));
  const said = Object.entries(parameters).filter(([key]) => script === undefined || named.has(key));
  // A value's own line ends are set in: they must not look like another parameter.
  const lines = said.flatMap(([key, values]) => values.map((value) => `${key}: ${value.replaceAll('\n', '\n    ')}`));
  return [
    ...(script === undefined ? [] : [{ label: 'Script', text: script }]),
    ...(script === undefined || lines.length > 0 ? [{ label: 'Parameters', text: lines.join('\n') || '(no parameters)' }] : []),
  ];
}

/** A rollback is a document where one word names one, else a script. */
export async function callRollback(rollback: string, shell: string, seconds: number, observer: Aws): Promise<Called> {
  if (/^[\w.-]{3,128}(:\d+)?$/.test(rollback)) {
    const found = await callDocument(rollback, { seconds }, observer).catch((error: unknown) => {
      if (error instanceof UserError && error.message.startsWith('There is no document')) return undefined;
      throw error;
    });
    if (found) return asRollback(found);
  }
  return asRollback(await callDocument(shell, { script: rollback, seconds }, observer));
}

/** Its texts say that they are the rollback's, and of which document. */
function asRollback(called: Called): Called {
  const { name, version } = called.document;
  return {
    ...called,
    texts: called.texts.map(({ label, text }) => ({ label: `Rollback: ${label.toLowerCase()} of ${name} version ${version}`, text })),
  };
}

/** The call without what differs from wave to wave. */
export const basicCall = ({ document, parameters }: Called): Pick<CommandCall, 'document' | 'version' | 'hash' | 'parameters'> => ({
  document: document.name,
  version: document.version,
  hash: document.hash,
  parameters,
});

/** Waves of the pieces. Whoever waits for a place must not expire meanwhile: the time to deliver runs from the sending. */
export function wavesOf(
  pieces: readonly (readonly string[])[],
  call: Omit<CommandCall, 'deliverWithin'>,
  times: { readonly deliver: number; readonly run: number },
  extra: Pick<Wave, 'canary' | 'undo'> = {},
): Wave<CommandCall>[] {
  return pieces.map((targets) => {
    const rounds = Math.ceil(targets.length / call.concurrency);
    const deliverWithin = Math.min(times.deliver + (rounds - 1) * times.run, deliveryTimeout.most);
    return { targets, call: { ...call, deliverWithin }, within: rounds * (deliverWithin + times.run) * 1_000 + followMarginMs, ...extra };
  });
}

/** Seconds; SendCommand's TimeoutSeconds is 30 to 2,592,000. */
export const deliveryTimeout = { usual: 600, least: 30, most: 2_592_000 };
const followMarginMs = 300_000;

/** '2 stopped, 1 agent not heard of for 3 h'. */
export function reasons(targets: readonly PlanTarget[]): string {
  const counts = new Map<string, number>();
  for (const { out } of targets) if (out !== undefined) counts.set(out, (counts.get(out) ?? 0) + 1);
  return [...counts].map(([why, many]) => `${many} ${many === 1 ? why : why.replace(/^has /, 'have ')}`).join(', ');
}
