import type { DocumentContent } from '../document.ts';
import type { Node } from '../node.ts';
import { fillIn, type Given } from './parameters.ts';

/** One step of a document with the parameters filled in. */
export interface Step {
  /** As CommandPlugin.Name shows it: the step's name; for schema 1.2 the plugin's. */
  readonly name: string;
  /** Where the agent puts its output: a folder in S3, a part of the stream's name in Logs. */
  readonly folder: string;
  readonly stream: string;
  readonly lines: readonly string[];
  readonly directory: string;
  readonly timeoutSeconds: number;
  /** The step is for one platform alone. */
  readonly platform?: string;
}

interface Inputs {
  readonly runCommand?: string | readonly string[];
  readonly workingDirectory?: string;
  readonly timeoutSeconds?: string | number;
  readonly [key: string]: unknown;
}

interface Source {
  readonly action: string;
  readonly name: string;
  readonly folder: string;
  readonly platform?: string;
  readonly inputs: Inputs;
}

const defaultTimeoutSeconds = 3600; // aws:runShellScript, timeoutSeconds

/** Steps of schema 2.2 have names; a plugin of schema 1.2 has its own, and its folder says 0. (the first of its properties). */
function sourcesOf(content: DocumentContent): Source[] {
  const old = Object.entries(content.runtimeConfig ?? {}).map(([action, { properties }]) => {
    const plain = action.replace(':', '');
    return { action, name: action, folder: `${plain}/0.${plain}`, inputs: ([properties].flat()[0] ?? {}) as Inputs };
  });
  const named = (content.mainSteps ?? []).map(({ action, name, inputs, precondition }) => {
    const platform = precondition?.StringEquals[1];
    return { action, name, folder: `${action.replace(':', '')}/${name}`, inputs, ...(platform !== undefined && { platform }) };
  });
  return [...old, ...named];
}

/** What the agent's own plugins come to, in lines that the interpreter knows. */
function ownLines(action: string, text: (name: string) => string): string[] {
  if (action === 'aws:updateSsmAgent') return ['echo Updating amazon-ssm-agent to latest', 'echo amazon-ssm-agent is up to date'];
  if (action !== 'aws:configurePackage') return [];
  const verb = text('action');
  return [`echo Initiating ${text('name')} ${verb.toLowerCase()}`, `echo Successfully ${verb.toLowerCase()}ed ${text('name')}`];
}

function stepOf(source: Source, content: DocumentContent, given: Given): Step {
  const { inputs, action, name, folder, platform } = source;
  const text = (key: string) => fillIn(content, given, String(inputs[key] ?? '')).join('\n');
  const seconds = Number(text('timeoutSeconds'));
  return {
    name,
    folder,
    stream: name.replaceAll(':', '-'),
    lines:
      inputs.runCommand === undefined ? ownLines(action, text) : [inputs.runCommand].flat().flatMap((line) => fillIn(content, given, line)),
    directory: text('workingDirectory'),
    timeoutSeconds: seconds > 0 ? seconds : defaultTimeoutSeconds,
    ...(platform !== undefined && { platform }),
  };
}

/** The steps that a command of this document has. */
export const stepsOf = (content: DocumentContent, given: Given): Step[] =>
  sourcesOf(content).map((source) => stepOf(source, content, given));

/** Why the agent passes over a step on this machine, in its words; undefined if it runs it. */
export function skipped(step: Step, node: Node): string | undefined {
  if (step.platform === undefined || step.platform === node.platform) return undefined;
  return `Step execution skipped due to unsatisfied preconditions: '"StringEquals": [platformType, ${step.platform}]'. Step name: ${step.name}`;
}
