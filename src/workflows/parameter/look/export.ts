import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { clearParameters, describeParameters, under } from '../../../aws/parameters.ts';
import { secretLooking } from '../../../aws/secrets/secret-looking.ts';
import { defineLook } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { type Exported, exportFile } from '../export-file.ts';
import { keyOfName, parsePath } from '../name.ts';
import type { ParameterType } from '../value.ts';
import { describes, insideOf, lookRoles, pathField, pathWord, readsUnder } from './path.ts';

/** AWS gives 10 values a page: 1,000 calls, one after another, a minute at least. */
const mostValues = 10_000;
const mostNamed = 20;
const breathAfter = 50;

/** Names and values under a path as a file for the asker's direct messages. No secret is decrypted, and none is in the file. */
export const exportParameters = defineLook({
  name: 'param.export',
  words: 'param export',
  title: 'Export names and values that are no secrets',
  inEnvironment: true,
  input: z.object({ path: pathWord, format: z.enum(['env', 'json', 'yaml']).optional() }),
  form: {
    path: pathField,
    format: {
      kind: 'select',
      label: 'Format',
      optional: true,
      options: ['env', 'json', 'yaml'],
      example: 'yaml',
      hint: 'Without it: yaml.',
    },
  },
  roles: lookRoles,
  contexts: ({ path }) => [insideOf(path)],
  reads: ({ path }, env) => [describes(env), readsUnder(env, path)],
  async look({ path: typed, format = 'yaml' }, [{ env, aws }], tell) {
    const path = parsePath(typed);
    const clear = await clearParameters(aws, path, mostValues, (read) =>
      tell(`${read.toLocaleString('en-US')} values under ${path} on ${env.name} read so far.`),
    );
    const secret = await describeParameters(aws, [...under(path), { Key: 'Type', Option: 'Equals', Values: ['SecureString'] }], mostValues);
    if (clear.found.length + secret.found.length === 0) return [text(`There are no parameters under ${path} on ${env.name}.`)];
    const parameters: Exported[] = secret.found.map(({ Name = '' }) => ({ name: Name, type: 'SecureString' }));
    for (const [i, { Name = '', Type = 'String', Value = '' }] of clear.found.entries()) {
      // Looking at very many is seconds of work: the process answers others in between.
      if (i % breathAfter === 0) await setImmediate();
      parameters.push({ name: Name, type: Type as ParameterType, value: Value, secret: await secretLooking(Name, Value) });
    }
    const { text: written, written: count, left } = exportFile(format, path, parameters);
    const looking = parameters.filter((each) => each.type !== 'SecureString' && each.secret !== undefined);
    const parts: Part[] = [
      text(`${count} of ${parameters.length} parameters under ${path} on ${env.name} are in the file. No secret is: none was decrypted.`),
    ];
    if (count > 0)
      parts.push({ kind: 'file', name: fileName(env.name, path, format), title: `Parameters under ${path} on ${env.name}`, text: written });
    if (left.length > 0) parts.push(text(`Left out: ${named(left)}.`));
    if (looking.length > 0)
      parts.push(
        text(
          `Of these, what is no SecureString looks like a secret: ${named(looking.map(({ name }) => name))}. AWS does not encrypt it. If it is one, change it and put it anew as a SecureString.`,
        ),
      );
    if (clear.more || secret.more)
      parts.push(
        text(`AWS has more: ${mostValues.toLocaleString('en-US')} values are read for one file. Export paths further down for the rest.`),
      );
    return parts;
  },
});

const named = (names: readonly string[]): string =>
  `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''}`;

/** 'prod-myapp.yaml': a name that any system takes. */
const fileName = (env: string, path: string, format: string): string =>
  `${[env, ...keyOfName(path).split('/')].filter(Boolean).join('-').slice(0, 100)}.${format}`;
