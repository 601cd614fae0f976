import { createHash } from 'node:crypto';

export interface DocumentParameter {
  readonly type: 'String' | 'StringList' | 'Integer' | 'Boolean' | 'StringMap' | 'MapList';
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

/** The content of a Command document: steps in schema version 2.2, plugins in 1.2. */
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

export interface DocumentVersion {
  readonly version: string;
  readonly content: DocumentContent;
  readonly createdAt: number;
}

/** A Systems Manager document with its versions, oldest first. */
export interface SsmDocument {
  readonly name: string;
  readonly owner: string;
  readonly platforms: readonly ('Linux' | 'MacOS' | 'Windows')[];
  readonly targetType?: string;
  readonly tags: Record<string, string>;
  defaultVersion: string;
  readonly versions: DocumentVersion[];
}

export const contentText = (version: DocumentVersion) => JSON.stringify(version.content, null, 2);

export const contentHash = (version: DocumentVersion, kind: 'Sha256' | 'Sha1' = 'Sha256') =>
  createHash(kind === 'Sha1' ? 'sha1' : 'sha256')
    .update(contentText(version))
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
