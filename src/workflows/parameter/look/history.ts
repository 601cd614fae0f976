import type { ParameterHistory } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineLook } from '../../../domain/look.ts';
import { text } from '../../../domain/part.ts';
import { changedWords } from '../current.ts';
import { nameField, parameterName } from '../words.ts';
import { lineFor, lookUp, readsOf } from './one.ts';
import { lookRoles, skipCount, skipField } from './path.ts';
import { secureIt, shownValue } from './shown-value.ts';

const pageSize = 15;
/** Of a value so much stands in the list: param get shows it whole. */
const valueRoom = 100;

/** The versions of a parameter that AWS still has, the newest first. */
export const parameterHistory = defineLook({
  name: 'param.history',
  words: 'param history',
  title: 'List the versions of a parameter',
  inEnvironment: true,
  input: z.object({ name: parameterName, skip: skipCount.optional() }),
  form: { name: nameField, skip: { ...skipField, example: '15' } },
  roles: lookRoles,
  contexts: ({ name }) => [{ path: name }],
  reads: ({ name }, env) => readsOf(env, name),
  async look({ name, skip = 0 }, [{ env, aws }]) {
    const { versions, newest } = await lookUp({ name }, aws, env);
    const page = versions.toReversed().slice(skip, skip + pageSize);
    const read = await Promise.all(page.map((version) => rowOf(name, version)));
    const count = versions.length === 1 ? '1 version' : `${versions.length} versions`;
    const first = versions[0]?.Version ?? 1;
    const gone = first > 1 ? ` Those before ${first} are gone: AWS keeps 100.` : '';
    const left = versions.length - skip - page.length;
    const lines = [
      ...(left > 0 ? [{ label: `Older ones (${left})`, line: lineFor(env, `history ${name} --skip ${skip + page.length}`) }] : []),
      ...(newest > first ? [{ label: 'Last change', line: lineFor(env, `diff ${name} ${newest - 1} ${newest}`) }] : []),
      { label: 'Look at it', line: lineFor(env, `get ${name}`) },
    ];
    const why = read.find((each) => each.why !== undefined)?.why;
    return [
      text(`${name} on ${env.name}: AWS keeps ${count}, the newest first.${gone}`),
      { kind: 'table', columns: ['Version', 'Type', 'Labels', 'Changed', 'Value'], rows: read.map(({ row }) => row) },
      ...(why === undefined ? [] : [text(secureIt(name, why))]),
      { kind: 'lines', lines },
    ];
  },
});

async function rowOf(name: string, version: ParameterHistory) {
  const { Version, Type = '', Labels = [], Value = '' } = version;
  const value = Type === 'SecureString' ? { text: 'secret' } : await shownValue(name, Value);
  const characters = [...value.text];
  const shown = characters.length > valueRoom ? `${characters.slice(0, valueRoom).join('')}…` : value.text;
  return { row: [`${Version}`, Type, Labels.join(', '), changedWords(version), shown], why: 'why' in value ? value.why : undefined };
}
