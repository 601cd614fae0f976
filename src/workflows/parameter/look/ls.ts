import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { describeParameters, type LookedThrough, under } from '../../../aws/parameters.ts';
import type { Environment } from '../../../domain/environment.ts';
import { defineLook, type Place } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { keyOfName, parsePath } from '../name.ts';
import { treeOf } from '../tree.ts';
import { levelsOf } from './levels.ts';
import { lineFor } from './one.ts';
import { describes, insideOf, lookRoles, pathField, pathWord, skipCount, skipField } from './path.ts';
import { notesOn, saying, throughPath } from './through.ts';

/** A page's names, and the characters of its text: a message holds some 13,000. */
const page = { names: 50, characters: 6_000 };
const mostButtons = 4;

/** What is under a path, without any value: nothing is decrypted, and no secret is asked for. */
export const listParameters = defineLook({
  name: 'param.ls',
  words: 'param ls',
  title: 'List the parameters under a path',
  inEnvironment: true,
  input: z.object({ path: pathWord, recursive: z.boolean().optional(), skip: skipCount.optional() }),
  form: {
    path: pathField,
    recursive: { kind: 'flag', label: 'All levels below, as a tree', optional: true },
    skip: skipField,
  },
  roles: lookRoles,
  contexts: ({ path }) => [insideOf(path)],
  reads: (_input, env) => [describes(env)],
  async look({ path: typed, recursive, skip = 0 }, [place], tell) {
    const { env, aws } = place;
    const path = parsePath(typed);
    if (!recursive) return oneLevel(path, place, skip, await throughPath(place, path, inBrief, tell));
    // No page behind the one that is shown is asked for.
    const { found, more } = await describeParameters(aws, under(path), skip + page.names, saying(tell, place));
    return asTree(path, env, skip, found.slice(skip), more);
  },
});

function asTree(path: string, env: Environment, skip: number, found: readonly ParameterMetadata[], more: boolean): Part[] {
  if (found.length === 0) return nothing(path, env, skip);
  const about = new Map(found.map((each) => [keyOfName(each.Name ?? ''), noteOf(each)]));
  const tree = treeOf(
    found.map(({ Name = '' }) => Name),
    { names: page.names, characters: Number.POSITIVE_INFINITY, note: (name) => about.get(keyOfName(name)) ?? '' },
  );
  const last = skip + found.length;
  const which =
    skip === 0 && !more ? `all ${count(found.length)}` : `${number(skip + 1)} to ${number(last)}${more ? ', and more follow' : ''}`;
  return [
    text(`Under ${path} on ${env.name}: ${which}. Values are not read.`),
    ...pieces(tree.text).map((piece): Part => ({ kind: 'code', text: piece })),
    ...paging(env, `ls ${path} --recursive`, skip, more ? last : undefined),
  ];
}

type Brief = Pick<ParameterMetadata, 'Name' | 'Type' | 'Version'>;

/** Of very many no more is kept than is shown. */
const inBrief = ({ Name, Type, Version }: ParameterMetadata): Brief => ({ Name, Type, Version });

function oneLevel(path: string, { env }: Place, skip: number, { found, ...looked }: LookedThrough<Brief>): Part[] {
  const { more } = looked;
  const { here, below } = levelsOf(path, found);
  const shown = here.slice(skip, skip + page.names);
  if (found.length === 0) return nothing(path, env, 0);
  const levels = below.map(({ name, parameters }) => `${name}/  ${count(parameters)}${more ? ' or more' : ''}`);
  const known = levels.slice(0, page.names);
  const ways = below.slice(0, mostButtons).map(({ path: to }) => ({ label: to, line: lineFor(env, `ls ${to}`) }));
  const tree = { label: 'All levels, as a tree', line: lineFor(env, `ls ${path} --recursive`) };
  const hidden = levels.length - known.length;
  return [
    text(
      `${path} on ${env.name}: ${count(here.length)} here${shown.length < here.length ? `, ${number(skip + 1)} to ${number(skip + shown.length)} shown` : ''}; ${below.length === 0 ? 'no level' : below.length === 1 ? '1 level' : `${number(below.length)} levels`} below. Values are not read.`,
    ),
    ...notesOn(looked, path, { env }),
    ...(known.length > 0
      ? [{ kind: 'code' as const, label: 'Levels below', text: [...known, ...(hidden > 0 ? [`… ${number(hidden)} more`] : [])].join('\n') }]
      : []),
    ...(shown.length > 0 ? [{ kind: 'table' as const, columns: ['Name', 'Type', 'Version'], rows: shown.map(rowOf(path)) }] : []),
    ...(below.length > 0 ? [{ kind: 'lines' as const, lines: [...ways, tree] }] : []),
    ...paging(env, `ls ${path}`, skip, skip + shown.length < here.length ? skip + shown.length : undefined),
  ];
}

const nothing = (path: string, env: Environment, skip: number): Part[] => [
  text(
    skip > 0
      ? `There are no more than ${number(skip)} parameters under ${path} on ${env.name}.`
      : `There are no parameters under ${path} on ${env.name}. param search TEXT looks for one by its name, and param ls / shows where any are.`,
  ),
];

function paging(env: Environment, words: string, skip: number, next: number | undefined): Part[] {
  const back = Math.max(skip - page.names, 0);
  const lines = [
    ...(next === undefined ? [] : [{ label: `Next ${page.names}`, line: lineFor(env, `${words} --skip ${next}`) }]),
    ...(skip > 0 ? [{ label: 'Back', line: lineFor(env, back > 0 ? `${words} --skip ${back}` : words) }] : []),
  ];
  return lines.length > 0 ? [{ kind: 'lines', lines }] : [];
}

const rowOf =
  (path: string) =>
  ({ Name = '', Type: type, Version }: Brief): string[] => [
    keyOfName(Name).slice(path === '/' ? 0 : path.length),
    type ?? '',
    `${Version}`,
  ];

const noteOf = ({ Type: type, Version: version }: ParameterMetadata): string =>
  `${type === 'SecureString' ? 'secret' : type}, version ${version}`;
const number = (amount: number): string => amount.toLocaleString('en-US');
const count = (amount: number): string => (amount === 1 ? '1 parameter' : `${number(amount)} parameters`);

/** A code block shows 6,000 characters at most: a longer tree is several, cut at line ends. */
function pieces(whole: string): string[] {
  const cut = [''];
  for (const line of whole.split('\n')) {
    const last = cut.at(-1) ?? '';
    if (last !== '' && last.length + line.length + 1 > page.characters) cut.push(line);
    else cut[cut.length - 1] = last === '' ? line : `${last}\n${line}`;
  }
  return cut;
}
