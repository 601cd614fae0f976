import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { clearParameters, describeParameters, type Reading, under } from '../../../aws/parameters.ts';
import type { Tell } from '../../../domain/enquiry.ts';
import type { Place } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { below, type Compared, comparePaths } from '../compare-paths.ts';
import { changedWords } from '../current.ts';
import { keyOfName } from '../name.ts';
import type { ParameterType } from '../value.ts';
import { lineFor } from './one.ts';
import { shownValue } from './shown-value.ts';

/** Of each side so many: values come in pages of 10, so that is up to 1,200 calls for a side, a minute at least. */
const mostOfSide = 10_000;
const mostRows = 40;
const valueRoom = 120;

interface Wanted {
  readonly path: string;
  readonly place: Place;
}

interface Read extends Wanted {
  readonly parameters: readonly { readonly name: string; readonly type: ParameterType; readonly value?: string | undefined }[];
  /** By the name below the path. */
  readonly about: ReadonlyMap<string, ParameterMetadata>;
  readonly more: boolean;
}

/** What is under one path and not under the other, and what differs. Secrets are not decrypted, so when they changed is all that is said. */
export async function comparedPaths(one: Wanted, other: Wanted, tell: Tell): Promise<readonly Part[]> {
  const counts = [0, 0];
  const told = (side: number) => (count: number) => {
    counts[side] = count;
    tell(`${counts.map((each) => each.toLocaleString('en-US')).join(' and ')} names and values of the two sides read so far.`);
  };
  // In two places at once: AWS counts the calls of each by themselves.
  const [left, right] = await Promise.all([read(one, told(0)), read(other, told(1))]);
  const [ours, theirs] = [sideWords(one), sideWords(other)];
  const empty = [left, right].find(({ parameters }) => parameters.length === 0);
  if (empty) return nothingUnder(empty, one, other);
  const all = comparePaths(left, right);
  const ofSecrets = ({ name, state, types }: Compared) => state === 'different' && types === undefined && isSecret(left, name);
  const secrets = all.filter(ofSecrets);
  const differing = all.filter((each) => each.state !== 'same' && !ofSecrets(each));
  const rows = await Promise.all(differing.slice(0, mostRows).map((each) => rowOf(each, ours, theirs)));
  const same = all.filter(({ state }) => state === 'same').length;
  const parts: Part[] = [
    text(
      `${ours} and ${theirs}: ${differing.length} missing or different, ${same} the same, ${secrets.length === 1 ? '1 secret' : `${secrets.length} secrets`} on both sides.`,
    ),
  ];
  if (left.more || right.more)
    parts.push(
      text(
        `Only the first ${mostOfSide.toLocaleString('en-US')} of a side were read: what is said to be missing may be there. Compare paths further down.`,
      ),
    );
  if (rows.length > 0) parts.push({ kind: 'table', columns: ['Name', 'What', ours, theirs], rows });
  if (differing.length > mostRows) parts.push(text(`… ${differing.length - mostRows} more. Compare paths further down to see them.`));
  if (secrets.length > 0) parts.push(...secretParts(secrets, left, right, ours, theirs), compareSecretsLine(one, other));
  return parts;
}

async function read({ path, place }: Wanted, told: Reading): Promise<Read> {
  const listed = await describeParameters(place.aws, under(path), mostOfSide, told);
  const clear = await clearParameters(place.aws, path, mostOfSide, (count) => told(listed.found.length + count));
  const values = new Map(clear.found.map(({ Name = '', Value }) => [keyOfName(Name), Value]));
  return {
    path,
    place,
    parameters: listed.found.map(({ Name = '', Type = 'String' }) => ({
      name: Name,
      type: Type as ParameterType,
      value: values.get(keyOfName(Name)),
    })),
    about: new Map(listed.found.map((each) => [below(path, each.Name ?? ''), each])),
    more: listed.more || clear.more,
  };
}

const isSecret = ({ about }: Read, name: string): boolean => about.get(name)?.Type === 'SecureString';

const sideWords = ({ path, place }: Wanted): string => `${path} on ${place.env.name}`;

async function rowOf({ name, state, left, right, types }: Compared, ours: string, theirs: string): Promise<string[]> {
  if (state === 'only left') return [name, `missing: ${theirs}`, '', ''];
  if (state === 'only right') return [name, `missing: ${ours}`, '', ''];
  if (types !== undefined) return [name, 'another type', ...types.split(', ')];
  if (left === undefined || right === undefined) return [name, 'different', '', ''];
  const [a, b] = await Promise.all([shownValue(name, left), shownValue(name, right)]);
  return [name, 'different', cut(a.text), cut(b.text)];
}

const cut = (value: string): string => {
  const characters = [...value];
  return characters.length > valueRoom ? `${characters.slice(0, valueRoom).join('')}…` : value;
};

function secretParts(secrets: readonly Compared[], left: Read, right: Read, ours: string, theirs: string): Part[] {
  const when = ({ about }: Read, name: string) => {
    const found = about.get(name);
    return found ? `version ${found.Version}, ${changedWords(found)}` : '';
  };
  return [
    text(
      'Secrets are not decrypted, so whether they are the same is not known here. To have them compared unseen is a request of its own. This is when each was last changed:',
    ),
    {
      kind: 'table',
      columns: ['Secret', ours, theirs],
      rows: secrets.slice(0, mostRows).map(({ name }) => [name, when(left, name), when(right, name)]),
    },
    ...(secrets.length > mostRows ? [text(`… ${secrets.length - mostRows} more secrets.`)] : []),
  ];
}

const compareSecretsLine = (one: Wanted, other: Wanted): Part => {
  const env = one.place.env;
  const elsewhere = other.place.env.name === env.name ? '' : ` --with ${other.place.env.name}`;
  const line = lineFor(env, `compare ${one.path} ${other.path}${elsewhere}`);
  return { kind: 'lines', lines: [{ label: 'Compare the secrets unseen', line }] };
};

/** A path that has its environment's name in it is called otherwise in the other one: that is offered. */
function nothingUnder(empty: Read, one: Wanted, other: Wanted): Part[] {
  const [own, theirs] = [one.place.env, other.place.env];
  const guess = one.path
    .split('/')
    .map((level) => (level === own.name ? theirs.name : level))
    .join('/');
  const said = text(`There is nothing under ${sideWords(empty)}, so there is nothing to compare.`);
  if (guess === other.path || own.name === theirs.name) return [said];
  return [
    said,
    { kind: 'lines', lines: [{ label: `Compare with ${guess}`, line: lineFor(own, `diff ${one.path} ${guess} --with ${theirs.name}`) }] },
  ];
}
