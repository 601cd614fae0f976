import { isIPv4, isIPv6 } from 'node:net';
import { found } from '../../aws/secrets/pattern.ts';
import { UserError } from '../../errors.ts';
import { bytesOf, maxBytes, type Tier } from './tier.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

const maxPatternCharacters = 1_024; // PutParameter, AllowedPattern
const maxDescriptionCharacters = 1_024; // PutParameter, Description

/** What is to be written, as far as it is known. */
export interface Content {
  readonly type: ParameterType;
  /** Undefined: it is not known yet, and not looked at. */
  readonly value?: string | undefined;
  readonly tier: Tier;
  readonly allowedPattern?: string | undefined;
  readonly dataType?: string | undefined;
  readonly description?: string | undefined;
  readonly keyId?: string | undefined;
}

/** What is wrong, and with which field of a form. The words never hold the value: it may be a secret. */
export interface Problem {
  readonly field: keyof Content;
  readonly words: string;
}

interface DataType {
  readonly name: string;
  /** What AWS says of it, as 'a whole number'. */
  readonly is: string;
  /** Only what is wrong beyond doubt is refused here; AWS has the last word. */
  readonly mayBe: (value: string) => boolean;
}

const anything = (): boolean => true;
const isJson = (value: string): boolean => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};

/** PutParameter, DataType. What has no shape here is left to AWS. */
export const dataTypes: readonly DataType[] = [
  { name: 'text', is: 'any text', mayBe: anything },
  // Checked by AWS after its answer: an image that is not there makes no version, and no error.
  {
    name: 'aws:ec2:image',
    is: "an image's id, as ami-0123456789abcdef0",
    mayBe: (value) => /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(value),
  },
  { name: 'aws:ssm:integration', is: 'the configuration of an integration', mayBe: anything },
  { name: 'aws:region', is: 'a region, as eu-west-1', mayBe: (value) => /^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(value) },
  { name: 'aws:account:id', is: "an account's 12 digits", mayBe: (value) => /^\d{12}$/.test(value) },
  { name: 'boolean', is: 'true or false', mayBe: (value) => /^(?:true|false)$/i.test(value) },
  { name: 'integer', is: 'a whole number', mayBe: (value) => /^[+-]?\d+$/.test(value) },
  { name: 'float', is: 'a number', mayBe: (value) => value.trim() !== '' && !Number.isNaN(Number(value)) },
  { name: 'binary', is: 'binary data', mayBe: anything },
  { name: 'hostname', is: 'the name of a host', mayBe: (value) => /^[^\s/:]+$/.test(value) },
  { name: 'email', is: 'an email address', mayBe: (value) => /^\S+@\S+$/.test(value) },
  { name: 'ipv4-address', is: 'an IPv4 address', mayBe: isIPv4 },
  { name: 'ipv6-address', is: 'an IPv6 address', mayBe: isIPv6 },
  { name: 'url', is: 'a web address', mayBe: (value) => URL.canParse(value) },
  { name: 'json', is: 'JSON', mayBe: isJson },
  { name: 'jsonc', is: 'JSON with comments', mayBe: anything },
];

/** What AWS would refuse, field by field; empty if nothing. Takes 100 ms at most. */
export function contentProblems(content: Content): readonly Problem[] {
  const { type, description, keyId } = content;
  const problem = (field: keyof Content, words: string | undefined): Problem[] => (words === undefined ? [] : [{ field, words }]);
  return [
    ...problem('value', valueProblem(content)),
    ...problem('allowedPattern', patternProblem(content)),
    ...problem('dataType', dataTypeProblem(content)),
    ...problem(
      'description',
      description && description.length > maxDescriptionCharacters
        ? `The description has ${description.length} characters: 1,024 are possible. Shorten it.`
        : undefined,
    ),
    ...problem(
      'keyId',
      keyId !== undefined && type !== 'SecureString'
        ? `A key encrypts a SecureString; a ${type} is not encrypted. Leave the key out, or make it a SecureString.`
        : keyId !== undefined && !/^[a-zA-Z0-9:/_-]{1,256}$/.test(keyId)
          ? 'A key is written as its id, its ARN, or alias/NAME.'
          : undefined,
    ),
  ];
}

function valueProblem({ value, tier, allowedPattern }: Content): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') return 'The value is empty: AWS takes none without a character. Write one, or delete the parameter.';
  const bytes = bytesOf(value);
  const has = `The value has ${bytes.toLocaleString('en-US')} bytes`;
  if (bytes > maxBytes.Advanced)
    return `${has}: a parameter holds 8,192 at most. Put it into S3 or Secrets Manager, and its place into the parameter.`;
  if (tier === 'Standard' && bytes > maxBytes.Standard)
    return `${has}: a standard parameter holds 4,096. Choose Advanced, which holds 8,192, or shorten it.`;
  // PutParameter: "You can't include values wrapped in double brackets {{}}".
  if (/\{\{.*\}\}/s.test(value))
    return 'The value has {{ and }} in it: AWS takes them for a reference to another parameter, which is not possible. Write it without them.';
  if (allowedPattern && readsAsPattern(allowedPattern) && found(`^(?:${allowedPattern})$`, value) === false)
    return `The value does not match the allowed pattern ${allowedPattern} as a whole. Correct the one or the other.`;
  return undefined;
}

const readsAsPattern = (pattern: string): boolean => pattern.length <= maxPatternCharacters;

function patternProblem({ allowedPattern }: Content): string | undefined {
  if (allowedPattern === undefined || readsAsPattern(allowedPattern)) return undefined;
  return `The allowed pattern has ${allowedPattern.length} characters: 1,024 are possible. Shorten it.`;
}

function dataTypeProblem({ dataType, type, value }: Content): string | undefined {
  if (dataType === undefined) return undefined;
  const known = dataTypes.find(({ name }) => name === dataType);
  if (!known) return `There is no data type "${dataType}". It is one of ${dataTypes.map(({ name }) => name).join(', ')}.`;
  if (dataType === 'aws:ec2:image' && type !== 'String')
    return `The data type aws:ec2:image is for a String, not for a ${type}. Choose one or the other.`;
  if (value !== undefined && value !== '' && !known.mayBe(value))
    return `With the data type ${dataType} the value is ${known.is}, which this one is not.`;
  return undefined;
}

/** Said of a StringList with an empty item, which is rarely meant; undefined if it has none. */
export function listWarning(value: string): string | undefined {
  if (!itemsOf(value).includes('')) return undefined;
  return 'The list has an empty item: two commas follow one another, or one stands at an end.';
}

/** The items of a StringList. PutParameter: a comma parts them, and nothing escapes one. */
export const itemsOf = (value: string): readonly string[] => value.split(',');

/** A StringList's value. Throws UserError for an item that can't be in one. */
export function listOf(items: readonly string[]): string {
  if (items.length === 0 || items.includes(''))
    throw new UserError('A list has at least one item, and none is empty. Take the empty ones out.');
  if (items.some((item) => item.includes(',')))
    throw new UserError(
      'An item of a list has a comma in it: a StringList parts its items by commas, and nothing escapes one. Make it a String.',
    );
  return items.join(',');
}
