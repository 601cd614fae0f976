import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { keyOf, type Parameter, type ParameterVersion } from './parameter.ts';

const maxArnCharacters = 1011; // "maximum length for the fully qualified parameter name": the ARN before the name counts too
const maxLevels = 15;

/** In the ARN the name has no leading slash of its own: parameter/myapp/prod/db-host. */
export const arnOf = ({ account, region }: Place, name: string) => `arn:aws:ssm:${region}:${account}:parameter/${keyOf(name)}`;

/** Where something is asked for by name: the name alone, and which version. */
export interface Asked {
  readonly name: string;
  /** A version's number or a label. */
  readonly selector?: string;
}

const arnForm = /^arn:aws:ssm:(?<region>[\w-]+):(?<account>\d{12}):parameter(?<name>\/[^:]+)(?::(?<selector>.+))?$/;

/** Reads NAME, NAME:VERSION, NAME:LABEL, or the same as an ARN. The service drops spaces around it. */
export function readName(place: Place, text: string): Asked {
  const arn = arnForm.exec(text.trim())?.groups;
  if (text.startsWith('arn:') && (!arn || arn.account !== place.account || arn.region !== place.region))
    return refuse('ValidationException', 'Parameter ARN is not supported for this operation: it is of another account or Region.');
  const [name = '', selector] = arn ? [arn.name, arn.selector] : text.trim().split(/:(.*)/s);
  if (name.includes('/') && !name.startsWith('/')) refuse('ValidationException', 'Parameter name must be a fully qualified name.');
  return { name, ...(selector !== undefined && { selector }) };
}

export const findParameter = (place: Place, name: string): Parameter | undefined => place.parameters.byKey.get(keyOf(name));

export function requireParameter(place: Place, name: string): Parameter {
  return findParameter(place, name) ?? refuse('ParameterNotFound', `Parameter ${name} not found.`);
}

/** The version with this number, or with this label. */
export function versionOf({ versions }: Parameter, selector: string): ParameterVersion | undefined {
  return /^\d+$/.test(selector)
    ? versions.find(({ version }) => version === Number(selector))
    : versions.find(({ labels }) => labels.has(selector));
}

export const noSuchVersion = (name: string, selector: string | number): never =>
  refuse('ParameterVersionNotFound', `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`);

/** Holds the name of a new parameter against the rules. It may not be an ARN, nor name a version. */
export function checkNewName(place: Place, name: string): void {
  const [first = '', ...rest] = keyOf(name).split('/');
  if (/^aws$/i.test(first) && rest.length > 0) refuse('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^(aws|ssm)/i.test(first))
    refuse(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  if (name.includes('/') && !name.startsWith('/')) refuse('ValidationException', 'Parameter name must be a fully qualified name.');
  if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name))
    refuse(
      'ValidationException',
      'Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ are allowed. If formed as a path, it can consist of sub-paths divided by slash symbol.',
    );
  if (rest.length >= maxLevels)
    refuse(
      'HierarchyLevelLimitExceededException',
      'Parameter name can have a maximum of fifteen levels. You must define the parameter at or above level fifteen in the hierarchy.',
    );
  if (arnOf(place, name).length > maxArnCharacters)
    refuse('ValidationException', `Parameter name: the fully qualified name must have length less than or equal to ${maxArnCharacters}.`);
}

const pathRule =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

/** Holds a path against the rules. It may end with a slash. */
export function checkPath(path: string): void {
  if (!/^\/([\w.-]+(\/[\w.-]+)*\/?)?$/.test(path)) refuse('ValidationException', pathRule);
}

/** Whether a parameter is under a path, directly or at any depth. */
export function under(path: string, recursive: boolean): (parameter: Pick<Parameter, 'name'>) => boolean {
  const beginning = path.endsWith('/') ? path : `${path}/`;
  return ({ name }) => {
    const whole = name.startsWith('/') ? name : `/${name}`;
    return whole.startsWith(beginning) && (recursive || !whole.includes('/', beginning.length));
  };
}
