import type { ParameterType } from '@aws-sdk/client-ssm';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';

const dataTypes: ReadonlySet<string> = new Set(['text', 'aws:ec2:image', 'aws:ssm:integration']);

/** The type of the next version. An overwrite may leave it out; in a hierarchy it can't change. */
export function typeOf(name: string, asked: ParameterType | undefined, had: ParameterType | undefined): ParameterType {
  const type = asked ?? had ?? refuse('ValidationException', 'A parameter type is required when you create a parameter.');
  // The service's own tools do change the type of a name without a hierarchy (terraform-provider-aws, TestAccSSMParameter_updateType).
  if (had && type !== had && name.lastIndexOf('/') > 0)
    refuse(
      'HierarchyTypeMismatchException',
      `Parameter Store doesn't support changing a parameter type in a hierarchy: ${name} is a ${had}, not a ${type}. You must create a new, unique parameter.`,
    );
  return type;
}

/** A value may not be empty, nor name another parameter. */
export function checkValue(text: string): void {
  if (text === '')
    refuse(
      'ValidationException',
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (/\{\{.*\}\}/s.test(text))
    refuse('ValidationException', 'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
}

function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    return refuse('InvalidAllowedPatternException', `The request does not meet the regular expression requirement: ${pattern}`);
  }
}

/** The pattern has to match the whole value: "10,000" is refused by \d{1,4}. */
export function checkPattern(pattern: string | undefined, text: string): void {
  if (!pattern) return;
  if (!readPattern(pattern).test(text))
    refuse('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`);
}

export function checkDataType(asked: string | undefined, type: ParameterType): void {
  if (asked && !dataTypes.has(asked))
    refuse('ValidationException', `The following data type is not supported: ${asked} (Data type names are all lowercase.)`);
  if (asked === 'aws:ec2:image' && type !== 'String')
    refuse('ValidationException', `The data type ${asked} is supported for parameters of type String only.`);
}

/** Whether the account has this machine image: those that its machines were started from. */
export const hasImage = ({ nodes }: Place, id: string) => [...nodes.values()].some(({ image }) => image !== '' && image === id);
