import type { Environment } from '../../domain/environment.ts';
import { UserError } from '../../errors.ts';
import { labelProblem } from './label.ts';

// PutParameter: the characters of the ARN before the name count too.
const maxArnCharacters = 1_011;
const maxLevels = 15; // PutParameter: "a maximum depth of fifteen levels"; the last one is the parameter itself
// The service takes versions as a long; a number that JavaScript can't hold exactly was never counted to.
const maxVersionDigits = 15;

/** A parameter, or one version of it. At most one of `version` and `label` is there. */
export interface Selector {
  readonly name: string;
  readonly version?: number;
  readonly label?: string;
}

/** Where IAM knows the parameter. The name's first slash is the one after "parameter": arn:aws:ssm:REGION:ACCOUNT:parameter/myapp/prod/db-host. */
export function parameterArn({ partition, region, account }: Pick<Environment, 'partition' | 'region' | 'account'>, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:parameter/${keyOfName(name)}`;
}

/** What makes a name unique in a region: db and /db have the same ARN and are one parameter. */
export const keyOfName = (name: string): string => name.replace(/^\//, '');

/** Reads NAME, NAME:VERSION or NAME:LABEL as it was typed. Throws UserError saying what is right. */
export function parseName(typed: string): Selector {
  const word = typed.trim();
  if (/^arn:/i.test(word)) {
    const name = /:parameter(\/.*)$/.exec(word)?.[1];
    throw new UserError(`Write the parameter's name, not its ARN${name ? `: ${name}` : ', as in /myapp/prod/db-host'}.`);
  }
  const colon = word.indexOf(':');
  const name = colon === -1 ? word : word.slice(0, colon);
  const wrong = spellingProblem(name);
  if (wrong) throw new UserError(wrong);
  if (colon === -1) return { name };
  const which = word.slice(colon + 1);
  if (/^\d+$/.test(which)) return { name, version: versionOf(name, which) };
  const wrongLabel = labelProblem(which);
  if (wrongLabel) throw new UserError(`After the colon of ${name} stands a version's number or a label, as in ${name}:3. ${wrongLabel}`);
  return { name, label: which };
}

function versionOf(name: string, digits: string): number {
  const version = digits.length <= maxVersionDigits ? Number(digits) : 0;
  if (version < 1)
    throw new UserError(`${name} has no version ${digits}: versions count from 1. Its history lists them: param history ${name}.`);
  return version;
}

/** As it is written behind a name: '/myapp/prod/db-host:3'. */
export const selectorWords = ({ name, version, label }: Selector): string =>
  `${name}${version === undefined ? '' : `:${version}`}${label === undefined ? '' : `:${label}`}`;

/** Reads a path to look under: '/', '/myapp/prod' or '/myapp/prod/'. Gives it without the slash at its end, '/' for all. Throws UserError. */
export function parsePath(typed: string): string {
  const path = typed.trim().replace(/(?<=.)\/$/, '');
  if (path === '/') return path;
  if (!path.startsWith('/'))
    throw new UserError(`A path begins with a slash: "${path}" is not one. Write it as /${path}, or / for all parameters.`);
  const wrong = spellingProblem(path);
  if (wrong) throw new UserError(wrong);
  return path;
}

/** What is wrong with how a name is written, for any use of it; undefined if nothing. */
function spellingProblem(name: string): string | undefined {
  const example = 'A name is written like /myapp/prod/db-host.';
  if (name === '') return `A parameter's name is missing. ${example}`;
  const odd = /[^\w./-]/u.exec(name)?.[0];
  if (odd) {
    const what = /\s/u.test(odd) ? 'a space' : `"${odd}"`;
    return `"${name}" has ${what} in it: names consist of letters without accents, digits, and . - _ between slashes. ${example}`;
  }
  if (name.includes('/') && !name.startsWith('/')) return `"${name}" has levels, so it begins with a slash: /${name}.`;
  if (name.length > 1 && name.endsWith('/'))
    return `"${name}" ends with a slash: that is a path. Name the parameter under it, as in ${name}db-host.`;
  if (name === '/' || name.includes('//'))
    return `"${name}" has an empty level: between two slashes, and after the last one, stands a name. ${example}`;
  return undefined;
}

/**
 * What AWS would refuse a new parameter's name for, in one sentence; undefined if nothing.
 * The rules are those of PutParameter. Names that exist may be read without them: AWS's own begin with /aws/.
 */
export function newNameProblem(env: Pick<Environment, 'partition' | 'region' | 'account'>, name: string): string | undefined {
  const wrong = spellingProblem(name);
  if (wrong) return wrong;
  // The service looks at how the first level begins, in any case: /awsome is refused as well.
  const reserved = /^\/?(aws|ssm)/i.exec(name)?.[1];
  if (reserved)
    return `"${name}" begins with ${reserved}: names that begin with aws or ssm are kept for AWS. Let the first level begin otherwise.`;
  const levels = keyOfName(name).split('/').length;
  if (levels > maxLevels)
    return `"${name}" has ${levels} levels: ${maxLevels} are possible, the last one with it. Join some of them with a - or a dot.`;
  const over = parameterArn(env, name).length - maxArnCharacters;
  if (over > 0) {
    return `The name is ${over} ${over === 1 ? 'character' : 'characters'} too long: with the ARN before it, it may have ${maxArnCharacters}. Here a name may have ${name.length - over}.`;
  }
  return undefined;
}

/** Throws UserError where AWS would not take the name for a new parameter. */
export function checkNewName(env: Pick<Environment, 'partition' | 'region' | 'account'>, name: string): void {
  const wrong = newNameProblem(env, name);
  if (wrong) throw new UserError(wrong);
}
