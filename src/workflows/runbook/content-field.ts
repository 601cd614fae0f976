import { z } from 'zod';
import type { Field, KeptOut } from '../../domain/operation.ts';
import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { UserError } from '../../errors.ts';
import { secretInRunbook } from './content-secret.ts';
import { findingsIn, findingWords } from './findings.ts';

/** A form's error has little room, and the first findings often explain the rest. */
const mostTold = 5;
const mostCharacters = 2_000;

/** The text of a runbook. What is wrong in it is said where it is typed, before AWS is asked. */
export const runbookContent = z
  .string()
  .min(1, 'give the runbook, as YAML or JSON')
  .superRefine((text, context) => {
    const errors = findingsIn(text).filter(({ level }) => level === 'error');
    if (errors.length === 0) return;
    const told = errors.slice(0, mostTold).map(findingWords);
    // What is to be taken over can be long: the first is told whole.
    while (told.length > 1 && told.join('\n').length > mostCharacters) told.pop();
    const more = errors.length > told.length ? [`And ${errors.length - told.length} more.`] : [];
    context.addIssue({ code: 'custom', message: [...told, ...more].join('\n') });
  });

export const contentField: Field = {
  kind: 'script',
  label: 'Content',
  at: 'rest',
  example: '{"schemaVersion":"0.3","mainSteps":[{"name":"wait","action":"aws:sleep","inputs":{"Duration":"PT1M"}}]}',
  hint: 'YAML or JSON, schema version 0.3. No secrets: a step reads them from Parameter Store or Secrets Manager.',
  file: { kinds: 'YAML or JSON', says: (name) => onlyRunbooks(name) },
};

function onlyRunbooks(name: string): Readonly<Record<string, unknown>> {
  if (/\.(?:ya?ml|json)$/i.test(name)) return {};
  throw new UserError(`"${name}" is no file of a runbook. Name it runbook.yml, runbook.yaml or runbook.json.`);
}

/** A runbook is shown to approvers and kept in AWS for all to read: a secret has no place in it. */
export async function keepsSecretsOut(
  given: Readonly<Record<string, unknown>>,
  own: readonly SecretPattern[],
  line?: string,
): Promise<KeptOut | undefined> {
  const text = typeof given.content === 'string' ? given.content : (line ?? '');
  const secret = await secretInRunbook(text, own);
  if (!secret) return undefined;
  const words = `Line ${secret.line}: ${secret.why} A runbook is read by all who may look at it, so no secret may stand in it. This was not taken, and it is written down nowhere here. It went through Slack, so if it was real, make a new one. Put it into Parameter Store with /ssm param put NAME --type SecureString, and let a step read it from there.`;
  return { field: 'content', words };
}
