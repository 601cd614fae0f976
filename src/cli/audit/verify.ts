import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import type { Finding } from '../../store/audit/chain.ts';
import { writtenAt } from '../../store/audit/entry.ts';
import { type Verdict, verifyAudit } from '../../store/audit/verify.ts';
import { createKeyring } from '../../store/keyring.ts';
import { readSealLines, type Seal } from '../../store/seal.ts';
import type { World } from '../command.ts';
import { withStore } from './store.ts';

/** `ssm-chatops audit verify`. Gives the exit code; throws UserError or UnavailableError where it could not look. */
export async function verify({ seals, json }: { seals?: string; json: boolean }, { env, out }: World): Promise<0 | 1> {
  const secret = env.SSM_CHATOPS_KEY ?? '';
  if (secret.length < 32)
    throw new UserError('SSM_CHATOPS_KEY is not set, or is shorter than 32 characters. Give the key with which the bot runs.');
  const left = seals === undefined ? [] : await readSeals(seals);
  const verdict = await withStore(env, (redis) => verifyAudit(redis, createKeyring(secret), left));
  out(json ? JSON.stringify({ whole: verdict.wrong === 0, ...verdict, sealsGiven: left.length }) : inWords(verdict, left.length));
  return verdict.wrong === 0 ? 0 : 1;
}

async function readSeals(file: string): Promise<Seal[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(`The seals can't be read: ${error.message}. Name a file with lines as the bot writes them to standard output.`);
  });
  const found = readSealLines(text);
  if (found.length === 0)
    throw new UserError(`${file} has no seals in it. A line of one begins with {"seal":"; copy it from the log or from the audit channel.`);
  return found;
}

function inWords(verdict: Verdict, given: number): string {
  const { rows, requests, seals, sealedUpTo, unsealed, wrong, findings } = verdict;
  const counts = `${many(rows, 'row')} of ${many(requests, 'request')}, ${many(seals, 'seal')}`;
  const last =
    sealedUpTo === undefined
      ? 'There is no seal yet.'
      : `The last seal goes up to row ${sealedUpTo}, ${writtenAt(sealedUpTo)}; ${many(unsealed, 'row')} came after it.`;
  const outside =
    given > 0
      ? `${many(given, 'seal')} of the file ${given === 1 ? 'was' : 'were'} held against them.`
      : 'No seals from outside of Redis were given: an end that was removed with its seals and records is not found without (--seals FILE).';
  if (wrong === 0) return `The audit is whole: ${counts}.\n${last}\n${outside}`;
  const named = findings.map(line);
  const more = wrong > findings.length ? [`… and ${wrong - findings.length} more.`] : [];
  const hint = wrong >= rows ? ['Nothing fits: is SSM_CHATOPS_KEY the key with which these rows were written?'] : [];
  return [`The audit is not whole: ${many(wrong, 'finding')} in ${counts}.`, ...named, ...more, ...hint, last, outside].join('\n');
}

const line = ({ kind, request, version, id, what }: Finding): string => {
  const place = [request && `request ${request}`, version !== undefined && `version ${version}`, id && `row ${id}`]
    .filter(Boolean)
    .join(', ');
  return `  ${kind}: ${place}: ${what}`;
};

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
