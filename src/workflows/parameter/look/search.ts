import type { ParameterMetadata, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { maskSecrets } from '../../../aws/mask.ts';
import { describeParameters, type Found, under } from '../../../aws/parameters.ts';
import { defineLook } from '../../../domain/look.ts';
import type { Aws } from '../../../domain/operation.ts';
import { type Part, text } from '../../../domain/part.ts';
import { parsePath } from '../name.ts';
import { lineFor } from './one.ts';
import { describes, insideOf, lookRoles, pathField, pathWord, skipCount, skipField } from './path.ts';

const pageSize = 20;
/** So many parameters are looked through for a description: 40 calls. Names and tags are looked for by AWS. */
const mostThrough = 2_000;
const tagShape = /^(?:tag:)?([\w.:/+@-]{1,128})=(.{1,256})$/;

/** Parameters whose name or description has a text, or that have a tag. */
export const searchParameters = defineLook({
  name: 'param.search',
  words: 'param search',
  title: 'Search parameters by name, description or tag',
  inEnvironment: true,
  input: z.object({
    text: z.string().min(2, 'write two characters or more').max(256, 'write 256 characters or fewer'),
    path: pathWord.optional(),
    skip: skipCount.optional(),
  }),
  form: {
    text: {
      kind: 'text',
      label: 'Text',
      at: 'words',
      example: 'db-host',
      hint: 'A part of a name or description, in any case; or a tag, as Team=platform.',
    },
    path: { kind: 'text', label: 'Under this path', optional: true, example: pathField.example ?? '' },
    skip: { ...skipField, example: '20' },
  },
  roles: lookRoles,
  contexts: ({ path }) => [insideOf(path)],
  reads: (_input, env) => [describes(env)],
  async look({ text: wanted, path: typed = '/', skip = 0 }, [{ env, aws }]) {
    const path = parsePath(typed);
    const { found, more } = await (tagShape.test(wanted) ? withTag(wanted, path, aws) : withText(wanted, path, aws));
    const sorted = [...found].sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
    const page = sorted.slice(skip, skip + pageSize);
    const where = `${path === '/' ? '' : ` under ${path}`} on ${env.name}`;
    const bounded: Part[] = more
      ? [
          text(
            `There is more than was looked through (${mostThrough.toLocaleString('en-US')} parameters), so some may be missing. Narrow it with --path.`,
          ),
        ]
      : [];
    if (page.length === 0)
      return [
        text(`${skip > 0 ? 'Nothing more' : 'Nothing'}${where} has "${wanted}" in its name or description, or as a tag.`),
        ...bounded,
      ];
    const again = `search ${quoted(wanted)}${path === '/' ? '' : ` --path ${path}`}`;
    const next = skip + page.length;
    const lines = [
      ...page.slice(0, 4).map(({ Name = '' }) => ({ label: Name, line: lineFor(env, `get ${Name}`) })),
      ...(next < sorted.length ? [{ label: `Next ${pageSize}`, line: lineFor(env, `${again} --skip ${next}`) }] : []),
    ];
    return [
      text(
        `"${wanted}"${where}: ${next === sorted.length && skip === 0 ? sorted.length : `${skip + 1} to ${next} of ${sorted.length}`}. Values are neither read nor searched.`,
      ),
      { kind: 'table', columns: ['Name', 'Type', 'Version', 'Description'], rows: await Promise.all(page.map(rowOf)) },
      ...bounded,
      { kind: 'lines', lines },
    ];
  },
});

/** By a tag's key and value, whole: AWS looks for it. */
async function withTag(wanted: string, path: string, aws: Aws): Promise<Found<ParameterMetadata>> {
  const [, key = '', value = ''] = tagShape.exec(wanted) ?? [];
  return describeParameters(aws, [...under(path), { Key: `tag:${key}`, Option: 'Equals', Values: [value] }], mostThrough);
}

/** AWS looks for names in their own case only, and for no descriptions: so all are looked through, and names asked for where that was cut. */
async function withText(wanted: string, path: string, aws: Aws): Promise<Found<ParameterMetadata>> {
  const words = wanted.toLowerCase();
  const has = (each: string | undefined) => each?.toLowerCase().includes(words) === true;
  const all = await describeParameters(aws, under(path), mostThrough);
  const found = all.found.filter(({ Name, Description }) => has(Name) || has(Description));
  if (!all.more || !/^[\w./-]+$/.test(wanted)) return { found, more: all.more };
  const byName: ParameterStringFilter = { Key: 'Name', Option: 'Contains', Values: [wanted] };
  const named = await describeParameters(aws, [...under(path), byName], mostThrough);
  const known = new Set(found.map(({ Name }) => Name));
  return { found: [...found, ...named.found.filter(({ Name }) => !known.has(Name))], more: true };
}

const rowOf = async ({ Name = '', Type: type, Version, Description = '' }: ParameterMetadata): Promise<string[]> => [
  Name,
  type ?? '',
  `${Version}`,
  await maskSecrets(Description),
];

const quoted = (words: string): string =>
  /^[\w./=:@+-]+$/.test(words) && !words.startsWith('-') ? words : `"${words.replace(/["\\]/g, '\\$&')}"`;
