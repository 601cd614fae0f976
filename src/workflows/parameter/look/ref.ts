import { z } from 'zod';
import { defineLook } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { parseName, selectorWords } from '../name.ts';
import { references } from '../reference.ts';
import type { ParameterType } from '../value.ts';
import { parameterSelector } from '../words.ts';
import { lineFor, lookUp, readsOf } from './one.ts';
import { lookRoles } from './path.ts';

/** How programs, stacks and tasks read a parameter: to be copied. */
export const referParameter = defineLook({
  name: 'param.ref',
  words: 'param ref',
  title: 'Show how programs read a parameter',
  inEnvironment: true,
  input: z.object({ name: parameterSelector }),
  form: {
    name: { kind: 'parameter', label: 'Parameter', at: 'words', example: '/myapp/prod/db-host', hint: 'With :VERSION to pin that one.' },
  },
  roles: lookRoles,
  contexts: ({ name }) => [{ path: parseName(name).name }],
  reads: ({ name }, env) => readsOf(env, parseName(name).name),
  async look({ name: typed }, [{ env, aws }]) {
    const selector = parseName(typed);
    const { name, shown } = await lookUp(selector, aws, env);
    // CloudFormation knows no labels: a label stands for the version that it is on.
    const version = selector.version ?? (selector.label === undefined ? undefined : shown.Version);
    const type = (shown.Type ?? 'String') as ParameterType;
    const all = references({ name, type, env, version, keyId: shown.KeyId });
    const which = version === undefined ? `${name}, always the newest version` : selectorWords({ name, version });
    const lines = [
      { label: 'Look at it', line: lineFor(env, `get ${name}`) },
      ...(version === undefined ? [{ label: `Pin version ${shown.Version}`, line: lineFor(env, `ref ${name}:${shown.Version}`) }] : []),
    ];
    return [
      text(`How to read ${which}: a ${type} on ${env.name}.`),
      ...all.flatMap(({ title, text: copied, note }): Part[] => [
        { kind: 'code', label: title, text: copied },
        ...(note === undefined ? [] : [text(note)]),
      ]),
      { kind: 'lines', lines },
    ];
  },
});
