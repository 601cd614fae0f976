import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { maskSecrets } from '../../../aws/mask.ts';
import { type LookedThrough, lookThrough, under } from '../../../aws/parameters.ts';
import type { Tell } from '../../../domain/enquiry.ts';
import { defineLook, type Place } from '../../../domain/look.ts';
import { text } from '../../../domain/part.ts';
import { parsePath } from '../name.ts';
import { lineFor } from './one.ts';
import { describes, insideOf, lookRoles, pathField, pathWord, skipCount, skipField } from './path.ts';
import { notesOn, saying, throughPath } from './through.ts';

const pageSize = 20;
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
  async look({ text: wanted, path: typed = '/', skip = 0 }, [place], tell) {
    const { env } = place;
    const path = parsePath(typed);
    const isTag = tagShape.test(wanted);
    const { found, ...looked } = await (isTag ? withTag(wanted, path, place, tell) : withText(wanted, path, place, tell));
    const sorted = [...found].sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
    const page = sorted.slice(skip, skip + pageSize);
    const where = `${path === '/' ? '' : ` under ${path}`} on ${env.name}`;
    // Of those with a tag AWS gives no others: they say nothing of how many there are.
    const notes = isTag && !looked.more ? [] : notesOn(looked, path, place);
    if (page.length === 0)
      return [text(`${skip > 0 ? 'Nothing more' : 'Nothing'}${where} has "${wanted}" in its name or description, or as a tag.`), ...notes];
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
      ...notes,
      { kind: 'lines', lines },
    ];
  },
});

/** By a tag's key and value, whole: AWS looks for it. */
function withTag(wanted: string, path: string, { env, aws }: Place, tell: Tell): Promise<LookedThrough<ParameterMetadata>> {
  const [, key = '', value = ''] = tagShape.exec(wanted) ?? [];
  const filters = [...under(path), { Key: `tag:${key}`, Option: 'Equals', Values: [value] }];
  return lookThrough(aws, filters, (each) => each, saying(tell, { env }));
}

/** AWS looks for names in their own case only, and for no descriptions: so all are looked through. */
function withText(wanted: string, path: string, place: Place, tell: Tell): Promise<LookedThrough<ParameterMetadata>> {
  const words = wanted.toLowerCase();
  const has = (each: string | undefined) => each?.toLowerCase().includes(words) === true;
  return throughPath(place, path, (each) => (has(each.Name) || has(each.Description) ? each : undefined), tell);
}

const rowOf = async ({ Name = '', Type: type, Version, Description = '' }: ParameterMetadata): Promise<string[]> => [
  Name,
  type ?? '',
  `${Version}`,
  await maskSecrets(Description),
];

const quoted = (words: string): string =>
  /^[\w./=:@+-]+$/.test(words) && !words.startsWith('-') ? words : `"${words.replace(/["\\]/g, '\\$&')}"`;
