import { createHash } from 'node:crypto';
import { answerOf, isNamed } from '../../aws/errors.ts';
import type { Fact } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { type Runbook, readRunbook } from './content.ts';
import { findingsIn, findingWords } from './findings.ts';

/** What AWS will say the hash of this content is. SHA-256 of it, in hex. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A runbook that was given: read and checked. */
export interface Written {
  readonly runbook: Runbook;
  readonly facts: readonly Fact[];
  readonly advice: readonly string[];
}

const mostAdvice = 10;

/** Throws UserError with all that is wrong in it; what is only advised against is given back. */
export function readWritten(text: string): Written {
  const findings = findingsIn(text);
  const errors = findings.filter(({ level }) => level === 'error').map(findingWords);
  if (errors.length > 0) throw new UserError(errors.join('\n'));
  const runbook = readRunbook(text);
  const advice = findings.map(findingWords);
  const more = advice.length - mostAdvice;
  return {
    runbook,
    facts: [
      { label: 'Format', value: runbook.format },
      { label: 'Hash', value: hashOf(text) },
      { label: 'Steps', value: String(runbook.steps.length) },
      { label: 'Runs as', value: runbook.assumeRole?.trim() || 'whoever starts it' },
    ],
    advice: more > 0 ? [...advice.slice(0, mostAdvice), `And ${more} more like these.`] : advice,
  };
}

/** AWS's word on a content that it does not take, without its code alone. */
export function refusedContent(error: unknown, name: string): unknown {
  if (!isNamed(error, 'InvalidDocumentContent', 'InvalidDocumentSchemaVersion', 'MaxDocumentSizeExceeded')) return error;
  return answerOf(error) === 'refused'
    ? new UserError(
        `AWS does not take this content for ${name}: ${(error as Error).message} Nothing was changed. Mend it there and send it again.`,
      )
    : error;
}
