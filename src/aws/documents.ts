import { DescribeDocumentCommand, GetDocumentCommand } from '@aws-sdk/client-ssm';
import { parse } from 'yaml';
import type { DocumentParameter } from '../domain/document.ts';
import type { Aws, Statement } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { isNamed } from './errors.ts';
import { isDeeper } from './nesting.ts';

/** Deeper ones are nobody's: the reader calls itself for each level. */
const mostLevels = 100;

/** What reading a document calls. */
export const documentReads: readonly Statement[] = [{ actions: ['ssm:DescribeDocument', 'ssm:GetDocument'], resources: ['*'] }];

/** A Systems Manager document, pinned: what runs is this version with this hash. */
export interface Document {
  readonly name: string;
  /** A number, never $DEFAULT. */
  readonly version: string;
  /** SHA-256 of the content, as Systems Manager gives it. */
  readonly hash: string;
  /** 'Command', 'Automation', ... */
  readonly type: string;
  /** 'Amazon', or the id of the account that owns it. */
  readonly owner?: string | undefined;
  /** 'Linux', 'Windows', 'MacOS'. */
  readonly platforms: readonly string[];
  readonly description?: string | undefined;
  readonly parameters: readonly DocumentParameter[];
  /** As it is kept: JSON or YAML. */
  readonly content: string;
}

/** The document as it is typed: NAME, or NAME:VERSION; else the default version. Throws UserError that says what there is to do. */
export async function readDocument(named: string, { ssm }: Aws): Promise<Document> {
  const [, name = named, version] = /^(.*?)(?::(\d+))?$/.exec(named) ?? [];
  const at = { Name: name, ...(version !== undefined && { DocumentVersion: version }) };
  try {
    const [{ Document: described }, { Content = '' }] = await Promise.all([
      ssm.send(new DescribeDocumentCommand(at)),
      ssm.send(new GetDocumentCommand(at)),
    ]);
    if (!described?.DocumentVersion || !described.Hash) {
      throw new UserError(`AWS does not say the version and hash of ${name}: it can't be pinned, so it is not run.`);
    }
    return {
      // The service's own name for it: policy must not be asked about an alias, such as an ARN for a document of AWS.
      name: described.Name ?? name,
      version: described.DocumentVersion,
      hash: described.Hash,
      type: described.DocumentType ?? '',
      owner: described.Owner,
      platforms: described.PlatformTypes ?? [],
      description: described.Description,
      parameters: parametersOf(Content),
      content: Content,
    };
  } catch (error) {
    if (isNamed(error, 'InvalidDocument'))
      throw new UserError(`There is no document "${name}" here. Look for it with --document and the picker of /ssm run.`);
    if (isNamed(error, 'InvalidDocumentVersion'))
      throw new UserError(`${name} has no version "${version}". Leave the version out for its default.`);
    throw error;
  }
}

interface Declared {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minChars?: number;
  readonly maxChars?: number;
}

/** JSON is YAML too: one reader for both formats. DescribeDocument leaves out allowed values and patterns, so the content is read. */
function parametersOf(content: string): DocumentParameter[] {
  if (isDeeper(content, mostLevels))
    throw new UserError(`The document has more than ${mostLevels} levels in its content: it is not read, and not run.`);
  const { parameters = {} } = (parse(content) ?? {}) as { parameters?: Record<string, Declared> };
  return Object.entries(parameters).map(([name, each]) => ({
    name,
    type: each.type ?? 'String',
    description: each.description,
    // An empty default is one: the parameter may be left out.
    default: each.default === undefined ? undefined : [each.default].flat().map(asText).filter(Boolean),
    allowedValues: each.allowedValues?.map(String),
    allowedPattern: each.allowedPattern,
    minItems: each.minItems,
    maxItems: each.maxItems,
    minChars: each.minChars,
    maxChars: each.maxChars,
  }));
}

/** A map's default as AWS takes it: JSON. */
const asText = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));
