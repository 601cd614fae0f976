import { DescribeDocumentCommand, type DocumentDescription, GetDocumentCommand, paginateListDocumentVersions } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { isNamed } from '../../aws/errors.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Field } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';

/** CreateDocument: names of 3 to 128 characters; those that begin so are AWS's. */
export const ownName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,128}$/, 'a runbook is named with 3 to 128 letters, digits, dots, dashes and underscores')
  .regex(
    /^(?!aws|amazon|amzn)/i,
    'names that begin with aws, amazon or amzn are those of AWS: its runbooks can be run, and changed by AWS alone',
  );

export const nameField: Field = { kind: 'text', label: 'Runbook', at: 'words', example: 'Acme-PatchAndVerify' };

/** What plans about an own runbook have in common. */
export const aboutOwn = {
  nouns: { target: 'runbook', execution: 'change' },
  quiet: true,
  tolerates: 0,
} as const satisfies Partial<Plan>;

/** A call is over when AWS answers; this is for the look-up where it does not. */
export const within = 60_000;

/** What policies are asked about: the document, and that it is the account's own. */
export const contextOf = (name: string, { account }: Environment): Plan['contexts'] => [{ document: name, documentOwner: account }];

/** A version of an own runbook, with its content exactly as it was given. */
export interface OwnVersion {
  readonly version: string;
  /** SHA-256 of the content, as AWS gives it. */
  readonly hash: string;
  readonly format: 'JSON' | 'YAML';
  readonly text: string;
}

/** An own runbook as AWS describes it now. */
export interface Own {
  readonly described: DocumentDescription;
  readonly defaultVersion: string;
  readonly latestVersion: string;
}

/** Undefined where there is no document of that name. */
export async function describeOwn(name: string, { ssm }: Pick<Aws, 'ssm'>): Promise<Own | undefined> {
  try {
    const { Document: described = {} } = await ssm.send(new DescribeDocumentCommand({ Name: name }));
    const { DefaultVersion: defaultVersion = '1', LatestVersion: latestVersion = defaultVersion } = described;
    return { described, defaultVersion, latestVersion };
  } catch (error) {
    if (isNamed(error, 'InvalidDocument')) return undefined;
    throw error;
  }
}

/** Throws UserError where there is none, where it is no runbook, or where it belongs to another account. */
export async function requireOwn(name: string, env: Environment, aws: Aws): Promise<Own> {
  const own = await describeOwn(name, aws);
  if (!own) throw new UserError(`There is no runbook ${name} on ${env.name}. /ssm runbook create ${name} makes one.`);
  const { DocumentType: type, Owner: owner } = own.described;
  if (type !== 'Automation')
    throw new UserError(`${name} is a document of the type ${type ?? 'unknown'} and no runbook. Only runbooks can be changed here.`);
  if (owner !== env.account)
    throw new UserError(
      `${name} belongs to ${owner ?? 'another account'}, not to the account ${env.account} of ${env.name}. It can be run here, and changed only by its owner.`,
    );
  return own;
}

/** One version with its content. `version` is a number. Throws UserError where there is none. */
export async function readOwnVersion(name: string, version: string, { ssm }: Pick<Aws, 'ssm'>): Promise<OwnVersion> {
  const at = { Name: name, DocumentVersion: version };
  try {
    const { Document: { Hash: hash = '', DocumentFormat } = {} } = await ssm.send(new DescribeDocumentCommand(at));
    const format = DocumentFormat === 'YAML' ? 'YAML' : 'JSON';
    // In the other format AWS writes it anew: only in its own it is what was given.
    const { Content: text = '' } = await ssm.send(new GetDocumentCommand({ ...at, DocumentFormat: format }));
    return { version, hash, format, text };
  } catch (error) {
    if (!isNamed(error, 'InvalidDocumentVersion')) throw error;
    throw new UserError(`${name} has no version ${version}. It has: ${(await versionsOf(name, { ssm })).join(', ')}.`);
  }
}

const mostVersions = 1_000; // of one document

/** The numbers of its versions, the newest first. */
export async function versionsOf(name: string, { ssm }: Pick<Aws, 'ssm'>): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateListDocumentVersions({ client: ssm, pageSize: 50 }, { Name: name })) {
    found.push(...(page.DocumentVersions ?? []).flatMap(({ DocumentVersion }) => DocumentVersion ?? []));
    if (found.length >= mostVersions) break;
  }
  return found;
}

/** What must be the same when it starts. */
export const pinOf = ({ version, hash }: Pick<OwnVersion, 'version' | 'hash'>): string => `version ${version}, ${hash}`;
