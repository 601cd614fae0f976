import { select } from './select.ts';
import { asText, isMap } from './value.ts';

/** What references can stand for at a moment of an execution. */
export interface Known {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The outputs of the steps that ran, by the step's name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Such as global:DATE. */
  readonly pseudo: Readonly<Record<string, string>>;
}

/** A reference that stands for nothing now. */
export class Unresolved extends Error {}

const reference = /\{\{\s*([^{}]+?)\s*\}\}/g;
const whole = /^\s*\{\{\s*([^{}]+?)\s*\}\}\s*$/;

const own = (map: Readonly<Record<string, unknown>>, name: string): unknown => (Object.hasOwn(map, name) ? map[name] : undefined);

/** What a path such as ImageId, Tags[0].Value or Payload.count finds among the outputs of a step. */
function within(outputs: Readonly<Record<string, unknown>>, path: string): unknown {
  return own(outputs, path) ?? select(`$.${path}`, outputs);
}

function find(name: string, known: Known): unknown {
  if (name.startsWith('variable:')) return own(known.variables, name.slice('variable:'.length));
  if (name.includes(':')) return own(known.pseudo, name);
  const stop = name.indexOf('.');
  if (stop < 0) return own(known.parameters, name);
  const [first, path] = [name.slice(0, stop), name.slice(stop + 1)];
  const outputs = Object.hasOwn(known.outputs, first) ? known.outputs[first] : undefined;
  if (outputs) return within(outputs, path);
  const parameter = own(known.parameters, first);
  return parameter === undefined ? undefined : select(`$.${path}`, parameter);
}

function require(name: string, known: Known): unknown {
  const value = find(name, known);
  if (value === undefined) throw new Unresolved(`{{ ${name} }} has no value.`);
  return value;
}

function resolveText(text: string, known: Known): unknown {
  const only = whole.exec(text)?.[1];
  if (only !== undefined) return require(only, known);
  return text.replace(reference, (_found, name: string) => asText(require(name, known)));
}

/**
 * Puts values in the place of references, anywhere inside of a value. A text that is one reference and nothing else becomes
 * what it refers to, with its type. Throws Unresolved for what has no value.
 */
export function resolve(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return resolveText(value, known);
  if (Array.isArray(value)) return value.map((item) => resolve(item, known));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [asText(resolveText(key, known)), resolve(item, known)]));
}

/** The pseudo parameters (user guide, "Automation system variables"). Dates are of UTC. */
export function pseudoOf(account: string, region: string, executionId: string, now: number): Known['pseudo'] {
  const [date = '', time = ''] = new Date(now).toISOString().slice(0, 19).split('T');
  return {
    'global:ACCOUNT_ID': account,
    'global:AWS_PARTITION': 'aws',
    'global:DATE': date,
    'global:DATE_TIME': `${date}_${time.replaceAll(':', '.')}`,
    'global:REGION': region,
    'automation:EXECUTION_ID': executionId,
  };
}
