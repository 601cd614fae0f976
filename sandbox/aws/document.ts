import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { RunbookContent } from './automation/runbook.ts';

export interface DocumentParameter {
  /** String, StringList, Integer, Boolean, StringMap or MapList; in runbooks also AWS's own, such as AWS::EC2::Instance::Id or List<...>. */
  readonly type: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly (string | number | boolean)[];
  readonly allowedPattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minChars?: number;
  readonly maxChars?: number;
  readonly displayType?: string;
}

/** The content of a Command document: steps in schema version 2.2, plugins in 1.2. Of a runbook, what it has in common with these. */
export interface DocumentContent {
  readonly schemaVersion: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
  readonly mainSteps?: readonly {
    readonly action: string;
    readonly name: string;
    readonly precondition?: { readonly StringEquals: readonly [string, string] };
    readonly inputs: Readonly<Record<string, unknown>>;
  }[];
  readonly runtimeConfig?: Readonly<Record<string, { readonly properties: unknown }>>;
}

export type Format = 'JSON' | 'YAML';

export interface DocumentVersion {
  readonly version: string;
  /** Unique among the document's versions. */
  readonly versionName?: string;
  readonly createdAt: number;
  /** Exactly as it was given; its hash is taken of this. */
  readonly text: string;
  readonly format: Format;
  readonly content: DocumentContent;
  /** The whole of a document of type Automation. */
  readonly runbook?: RunbookContent;
}

/** A Systems Manager document with its versions, oldest first. */
export interface SsmDocument {
  readonly name: string;
  readonly type: 'Command' | 'Automation';
  /** An account, or Amazon. */
  readonly owner: string;
  readonly platforms: readonly ('Linux' | 'MacOS' | 'Windows')[];
  targetType?: string;
  readonly tags: Record<string, string>;
  defaultVersion: string;
  readonly versions: DocumentVersion[];
  /** Versions that were deleted: their numbers are not given again. */
  deleted?: number;
  /** Accounts that may use it, or all. */
  readonly sharedWith?: readonly string[];
}

type Given = Pick<DocumentVersion, 'version' | 'createdAt'>;

/** A version of a Command document, kept as JSON. */
export const commandVersion = (content: DocumentContent, given: Given): DocumentVersion => ({
  ...given,
  content,
  text: JSON.stringify(content, null, 2),
  format: 'JSON',
});

/** What a runbook has in common with Command documents. */
export const commonContent = ({ schemaVersion, description = '', parameters = {} }: RunbookContent): DocumentContent => ({
  schemaVersion,
  description,
  parameters,
});

/** The content in a format: as it was given, or written anew in the other. */
export function contentIn(version: DocumentVersion, format: Format): string {
  if (format === version.format) return version.text;
  const whole = version.runbook ?? version.content;
  return format === 'YAML' ? stringify(whole) : JSON.stringify(whole, null, 2);
}

export const contentHash = ({ text }: DocumentVersion, kind: 'Sha256' | 'Sha1' = 'Sha256') =>
  createHash(kind === 'Sha1' ? 'sha1' : 'sha256')
    .update(text)
    .digest('hex');

/** AWS's own documents belong to no account: their ARN has none. */
export const documentArn = (document: SsmDocument, account: string, region: string) =>
  `arn:aws:ssm:${region}:${document.owner === 'Amazon' ? '' : account}:document/${document.name}`;

/** Finds a version by its number, $LATEST or $DEFAULT (also if none is named). */
export function versionOf(document: SsmDocument, wanted = '$DEFAULT'): DocumentVersion | undefined {
  if (wanted === '$LATEST') return document.versions.at(-1);
  const number = wanted === '$DEFAULT' ? document.defaultVersion : wanted;
  return document.versions.find(({ version }) => version === number);
}
