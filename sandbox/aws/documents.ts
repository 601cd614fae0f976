import type { DescribeDocumentRequest, DescribeDocumentResult, GetDocumentRequest, GetDocumentResult } from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { contentHash, contentText, type DocumentVersion, documentArn, type SsmDocument, versionOf } from './document.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

/** Finds a document by its name or ARN. */
export function findDocument(place: Place, name: string): SsmDocument | undefined {
  const short = name.startsWith('arn:') ? name.replace(/^.*:document\//, '') : name;
  const document = place.documents.get(short);
  return document && name.startsWith('arn:') && name !== documentArn(document, place.account, place.region) ? undefined : document;
}

/** Finds a document and a version of it, or refuses as the service does. */
export function requireVersion(place: Place, name: string, wanted: string | undefined): [SsmDocument, DocumentVersion] {
  const document = findDocument(place, name);
  if (!document) return refuse('InvalidDocument', `Document with name ${name} does not exist.`);
  const version = versionOf(document, wanted);
  if (!version) return refuse('InvalidDocumentVersion', `The specified document version ${wanted} is not valid or does not exist.`);
  return [document, version];
}

const isDocumentArn = /^arn:aws:ssm:[\w-]+:\d{12}:document\/[\w.-]+$/;

/** The ARN that a name means; a name that is not there is asked about as the account's own. */
export function arnOfNamed(place: Place, name: string): string {
  const document = findDocument(place, name);
  if (document) return documentArn(document, place.account, place.region);
  if (!name.startsWith('arn:')) return `arn:aws:ssm:${place.region}:${place.account}:document/${name}`;
  return isDocumentArn.test(name) ? name : refuse('InvalidDocument', `Document with name ${name} does not exist.`);
}

export const onDocument =
  (action: string) =>
  (input: { Name?: string | undefined }, { place }: Scene): readonly Access[] => [
    { action, resource: arnOfNamed(place, input.Name ?? ''), context: { 'ssm:DocumentType': 'Command' } },
  ];

const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
export const tagsOf = (document: SsmDocument) => Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value }));

/** The published model knows two types here; what a parameter really is stands in the content. */
const listTypes: ReadonlySet<string> = new Set(['StringList', 'MapList']);

export const describeDocument = defineOperation<DescribeDocumentRequest, DescribeDocumentResult>({
  service: 'ssm',
  name: 'DescribeDocument',
  access: onDocument('ssm:DescribeDocument'),
  answer(input, { place }) {
    const [document, version] = requireVersion(place, input.Name ?? '', input.DocumentVersion);
    return {
      Document: {
        Hash: contentHash(version),
        HashType: 'Sha256',
        Name: document.name,
        Owner: document.owner,
        CreatedDate: new Date(version.createdAt),
        Status: 'Active',
        DocumentVersion: version.version,
        Description: version.content.description,
        Parameters: Object.entries(version.content.parameters).map(([Name, parameter]) => ({
          Name,
          Type: listTypes.has(parameter.type) ? 'StringList' : 'String',
          ...(parameter.description !== undefined && { Description: parameter.description }),
          ...(parameter.default !== undefined && { DefaultValue: text(parameter.default) }),
        })),
        PlatformTypes: [...document.platforms],
        DocumentType: 'Command',
        SchemaVersion: version.content.schemaVersion,
        LatestVersion: document.versions.at(-1)?.version ?? '1',
        DefaultVersion: document.defaultVersion,
        DocumentFormat: 'JSON',
        ...(document.targetType && { TargetType: document.targetType }),
        Tags: tagsOf(document),
      },
    };
  },
});

export const getDocument = defineOperation<GetDocumentRequest, GetDocumentResult>({
  service: 'ssm',
  name: 'GetDocument',
  access: onDocument('ssm:GetDocument'),
  answer(input, { place }) {
    const [document, version] = requireVersion(place, input.Name ?? '', input.DocumentVersion);
    const format = input.DocumentFormat ?? 'JSON';
    return {
      Name: document.name,
      CreatedDate: new Date(version.createdAt),
      DocumentVersion: version.version,
      Status: 'Active',
      Content: format === 'YAML' ? stringify(version.content) : contentText(version),
      DocumentType: 'Command',
      DocumentFormat: format,
    };
  },
});
