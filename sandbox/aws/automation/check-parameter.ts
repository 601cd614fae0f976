import { isFields } from './check-step.ts';

const plainTypes: ReadonlySet<string> = new Set(['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList']);
const awsType = /^(?:AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+|List<AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>)$/;
const keys: ReadonlySet<string> = new Set([
  'type',
  'description',
  'default',
  'allowedValues',
  'allowedPattern',
  'minItems',
  'maxItems',
  'minChars',
  'maxChars',
  'displayType',
]);
const maxNameLength = 50; // AutomationParameterKey

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** Whether a default is of the parameter's type. */
function fits(type: string, value: unknown): boolean {
  if (type === 'Integer') return Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value));
  if (type === 'Boolean') return typeof value === 'boolean' || value === 'true' || value === 'false';
  if (type === 'StringMap') return isFields(value);
  if (type === 'MapList') return Array.isArray(value) && value.every(isFields);
  if (type === 'StringList' || type.startsWith('List<')) return Array.isArray(value) && value.every(isScalar);
  return isScalar(value);
}

function isPattern(source: unknown): boolean {
  try {
    return typeof source === 'string' && new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** What is wrong with the declaration of a parameter or variable, or undefined. */
export function wrongParameter(name: string, parameter: unknown): string | undefined {
  if (!/^\w+$/.test(name) || name.length > maxNameLength) return `Parameter name ${name} must match [a-zA-Z0-9_]{1,${maxNameLength}}.`;
  if (!isFields(parameter)) return `Parameter "${name}" must be a map.`;
  const { type, allowedValues, allowedPattern } = parameter;
  const unknown = Object.keys(parameter).find((key) => !keys.has(key));
  if (unknown !== undefined) return `Unknown property ${unknown} in parameter "${name}".`;
  if (typeof type !== 'string' || !(plainTypes.has(type) || awsType.test(type)))
    return `Parameter "${name}" has the unknown type ${typeof type === 'string' ? type : JSON.stringify(type)}.`;
  if (parameter.default !== undefined && !fits(type, parameter.default))
    return `The default of parameter "${name}" is not of type ${type}.`;
  if (allowedValues !== undefined && !(Array.isArray(allowedValues) && allowedValues.length > 0))
    return `allowedValues of parameter "${name}" must be a list of at least one value.`;
  if (allowedPattern !== undefined && !isPattern(allowedPattern)) return `allowedPattern of parameter "${name}" is no regular expression.`;
  for (const key of ['minItems', 'maxItems', 'minChars', 'maxChars'])
    if (parameter[key] !== undefined && !Number.isInteger(parameter[key])) return `${key} of parameter "${name}" must be an integer.`;
  return undefined;
}
