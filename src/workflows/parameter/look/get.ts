import type { ParameterHistory } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineLook } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import type { Fact } from '../../../domain/plan.ts';
import { changedWords } from '../current.ts';
import { parseName } from '../name.ts';
import { pathAbove } from '../referred.ts';
import { parameterSelector } from '../words.ts';
import { type Looked, lineFor, lookUp, readsOf, tagWords, versionWords } from './one.ts';
import { lookRoles } from './path.ts';
import { secureIt, shownValue } from './shown-value.ts';

/** A parameter or one of its versions, with its value where that is no secret. */
export const getParameter = defineLook({
  name: 'param.get',
  words: 'param get',
  title: 'Look at a parameter',
  inEnvironment: true,
  input: z.object({ name: parameterSelector }),
  form: {
    name: {
      kind: 'text',
      label: 'Parameter',
      at: 'words',
      example: '/myapp/prod/db-host',
      hint: 'With :VERSION or :LABEL for an older one.',
    },
  },
  roles: lookRoles,
  contexts: ({ name }) => [{ path: parseName(name).name }],
  reads: ({ name }, env) => readsOf(env, parseName(name).name),
  async look({ name: typed }, [{ env, aws }]) {
    const looked = await lookUp(parseName(typed), aws, env);
    const { name, shown, newest } = looked;
    const isSecret = shown.Type === 'SecureString';
    const parts: Part[] = [
      text(`${versionWords(looked)} on ${env.name}`),
      ...(await valueParts(name, shown)),
      { kind: 'facts', facts: [...factsOf(looked), { label: 'Tags', value: (await tagWords(name, aws)) || 'none' }] },
    ];
    const lines = [
      ...(isSecret ? [{ label: 'Reveal', line: lineFor(env, `reveal ${versionWords(looked)}`) }] : []),
      { label: 'History', line: lineFor(env, `history ${name}`) },
      ...(newest > 1 ? [{ label: 'Last change', line: lineFor(env, `diff ${name} ${newest - 1} ${newest}`) }] : []),
      { label: 'How to read it', line: lineFor(env, `ref ${name}`) },
      ...(pathAbove(name) === '/' ? [] : [{ label: 'What is beside it', line: lineFor(env, `ls ${pathAbove(name)}`) }]),
    ];
    return [...parts, { kind: 'lines', lines }];
  },
});

async function valueParts(name: string, { Type: type, Value: value = '' }: ParameterHistory): Promise<Part[]> {
  if (type === 'SecureString')
    return [text('The value is a secret: it is not read here. Reveal asks for it, for you alone, and the audit says that you saw it.')];
  const { text: shown, why } = await shownValue(name, value);
  return [{ kind: 'code', label: 'Value', text: shown }, ...(why === undefined ? [] : [text(secureIt(name, why, type))])];
}

function factsOf({ shown, newest }: Looked): Fact[] {
  const { Version: version, Type: type, Tier: tier, KeyId: key, Labels: labels = [], Policies: policies = [] } = shown;
  const facts: (readonly [string, string | undefined])[] = [
    ['Version', version === newest ? `${version}, the newest` : `${version}; the newest is ${newest}`],
    ['Type', type],
    ['Labels', labels.join(', ') || 'none'],
    ['Changed', changedWords(shown)],
    ['Tier', tier],
    ['Description', shown.Description],
    ['Key', key],
    ['Data type', shown.DataType === 'text' ? undefined : shown.DataType],
    ['Allowed pattern', shown.AllowedPattern],
    ['Policies', policies.map(({ PolicyType }) => PolicyType).join(', ')],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
