import type { ParameterHistory } from '@aws-sdk/client-ssm';
import { createTwoFilesPatch } from 'diff';
import { maskSecrets } from '../../../aws/mask.ts';
import type { Place } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { UserError } from '../../../errors.ts';
import { changedWords, versionIn } from '../current.ts';
import { lineFor, lookUp } from './one.ts';
import { secureIt, shownValue } from './shown-value.ts';

/** What is different between two versions: their values where they are no secrets, and what else AWS keeps with each. */
export async function comparedVersions(
  name: string,
  from: string | undefined,
  to: string | undefined,
  { env, aws }: Place,
): Promise<readonly Part[]> {
  const { versions, newest } = await lookUp({ name }, aws, env);
  const later = versionIn(versions, name, to === undefined ? newest : Number(to));
  const before = from === undefined ? (later.Version ?? newest) - 1 : Number(from);
  if (before < 1) throw new UserError(`${name} has one version: there is nothing to compare. param get ${name} shows it.`);
  const earlier = versionIn(versions, name, before);
  const about = await differences(earlier, later);
  return [
    text(
      `${name} on ${env.name}: version ${earlier.Version}, of ${changedWords(earlier)}, and version ${later.Version}, of ${changedWords(later)}.`,
    ),
    ...(await valueParts(name, earlier, later)),
    ...(about.length > 0
      ? [{ kind: 'table' as const, columns: ['What', `Version ${earlier.Version}`, `Version ${later.Version}`], rows: about }]
      : []),
    {
      kind: 'lines',
      lines: [
        { label: 'History', line: lineFor(env, `history ${name}`) },
        ...(earlier.Version !== newest
          ? [{ label: `Set back to ${earlier.Version}`, line: lineFor(env, `rollback ${name} ${earlier.Version}`) }]
          : []),
      ],
    },
  ];
}

async function valueParts(name: string, earlier: ParameterHistory, later: ParameterHistory): Promise<Part[]> {
  if (earlier.Type === 'SecureString' || later.Type === 'SecureString')
    return [text('The values are secrets: they are neither read nor compared here. /ssm param reveal shows one of them to you alone.')];
  if (earlier.Value === later.Value) return [text('The values are the same.')];
  const [a, b] = await Promise.all([shownValue(name, earlier.Value ?? ''), shownValue(name, later.Value ?? '')]);
  const why = a.why ?? b.why;
  const warned = why === undefined ? [] : [text(secureIt(name, why, later.Type))];
  if (a.text === b.text) return [text('The values are different, in what is masked here.'), ...warned];
  // A list is read item by item.
  const lined = (value: string) => `${later.Type === 'StringList' ? value.replaceAll(',', ',\n') : value}\n`;
  const patch = createTwoFilesPatch('', '', lined(a.text), lined(b.text), undefined, undefined, { context: 3 });
  return [{ kind: 'code', label: 'Value', text: patch.slice(patch.indexOf('@@')).trimEnd() }, ...warned];
}

const kept = {
  Type: 'Type',
  Tier: 'Tier',
  Description: 'Description',
  AllowedPattern: 'Allowed pattern',
  DataType: 'Data type',
  KeyId: 'Key',
} as const;

async function differences(earlier: ParameterHistory, later: ParameterHistory): Promise<string[][]> {
  const found = (Object.keys(kept) as (keyof typeof kept)[]).filter((key) => (earlier[key] ?? '') !== (later[key] ?? ''));
  const shown = (value = '') => (value === '' ? 'none' : maskSecrets(value));
  return Promise.all(found.map(async (key) => [kept[key], await shown(earlier[key]), await shown(later[key])]));
}
