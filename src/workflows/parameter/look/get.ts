import type { ParameterHistory, ParameterInlinePolicy } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { maskSecrets } from '../../../aws/mask.ts';
import { defineLook } from '../../../domain/look.ts';
import { type Moment, type Part, text } from '../../../domain/part.ts';
import type { Fact } from '../../../domain/plan.ts';
import { UserError } from '../../../errors.ts';
import { changedWords } from '../current.ts';
import { parseName } from '../name.ts';
import { policyWords, readPolicies } from '../policies.ts';
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
      kind: 'parameter',
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
      {
        kind: 'facts',
        facts: [
          ...factsOf(looked, await maskSecrets(shown.Description ?? '')),
          { label: 'Tags', value: (await tagWords(name, aws)) || 'none' },
        ],
      },
      ...policyParts(shown.Policies),
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

function factsOf({ shown, newest }: Looked, description: string): Fact[] {
  const { Version: version, Type: type, Tier: tier, KeyId: key, Labels: labels = [] } = shown;
  const facts: (readonly [string, string | undefined])[] = [
    ['Version', version === newest ? `${version}, the newest` : `${version}; the newest is ${newest}`],
    ['Type', type],
    ['Labels', labels.join(', ') || 'none'],
    ['Changed', changedWords(shown)],
    ['Tier', tier],
    ['Description', description],
    ['Key', key],
    ['Data type', shown.DataType === 'text' ? undefined : shown.DataType],
    ['Allowed pattern', shown.AllowedPattern],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** What AWS does by itself with the parameter. It gives each policy alone, as its object. */
function policyParts(policies: readonly ParameterInlinePolicy[] = []): Part[] {
  const words = policies.flatMap(({ PolicyText = '{}', PolicyStatus }) => [
    ...readPolicy(PolicyText),
    PolicyStatus === 'Failed' ? ' (AWS could not apply it). ' : '. ',
  ]);
  return words.length > 0 ? [{ kind: 'entry', heading: 'Policies', words }] : [];
}

function readPolicy(policy: string): readonly (string | Moment)[] {
  try {
    return readPolicies(policy.trim().startsWith('[') ? policy : `[${policy}]`).flatMap(policyWords);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return ['one that can not be read here'];
  }
}
