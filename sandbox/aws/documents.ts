import type {
  DescribeDocumentRequest,
  DescribeDocumentResult,
  DocumentDescription,
  GetDocumentRequest,
  GetDocumentResult,
} from '@aws-sdk/client-ssm';
import { contentHash, contentIn, type DocumentVersion, documentArn, type Format, type SsmDocument, versionOf } from './document.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

/** Finds a document by its name or ARN. */
export function findDocument(place: Place, name: string): SsmDocument | undefined {
  const short = name.startsWith('arn:') ? name.replace(/^.*:document\//, '') : name;
  const document = place.documents.get(short);
  return document && name.startsWith('arn:') && name !== documentArn(document, place.account, place.region) ? undefined : document;
}

export const requireDocument = (place: Place, name: string): SsmDocument =>
  findDocument(place, name) ?? refuse('InvalidDocument', `Document with name ${name} does not exist.`);

/** Finds a document and a version of it, by its number or its own name, or refuses as the service does. */
export function requireVersion(
  place: Place,
  name: string,
  wanted: string | undefined,
  versionName?: string,
): [SsmDocument, DocumentVersion] {
  const document = requireDocument(place, name);
  const version =
    versionName === undefined ? versionOf(document, wanted) : document.versions.find((each) => each.versionName === versionName);
  if (!version)
    return refuse('InvalidDocumentVersion', `The specified document version ${versionName ?? wanted} is not valid or does not exist.`);
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
    {
      action,
      resource: arnOfNamed(place, input.Name ?? ''),
      context: { 'ssm:DocumentType': findDocument(place, input.Name ?? '')?.type ?? 'Command' },
    },
  ];

const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
export const tagsOf = (document: SsmDocument) => Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value }));

/** The published model knows two types here; what a parameter really is stands in the content. */
const isList = (type: string) => type === 'StringList' || type === 'MapList' || type.startsWith('List<');

/** A document and a version of it as DescribeDocument shows them, and the calls that make one. */
export const describe = (document: SsmDocument, version: DocumentVersion): DocumentDescription => ({
  Hash: contentHash(version),
  HashType: 'Sha256',
  Name: document.name,
  ...(version.versionName !== undefined && { VersionName: version.versionName }),
  Owner: document.owner,
  CreatedDate: new Date(version.createdAt),
  Status: 'Active',
  DocumentVersion: version.version,
  Description: version.content.description,
  Parameters: Object.entries(version.content.parameters).map(([Name, parameter]) => ({
    Name,
    Type: isList(parameter.type) ? 'StringList' : 'String',
    ...(parameter.description !== undefined && { Description: parameter.description }),
    ...(parameter.default !== undefined && { DefaultValue: text(parameter.default) }),
  })),
  PlatformTypes: [...document.platforms],
  DocumentType: document.type,
  SchemaVersion: version.content.schemaVersion,
  LatestVersion: document.versions.at(-1)?.version ?? '1',
  DefaultVersion: document.defaultVersion,
  DocumentFormat: version.format,
  ...(document.targetType !== undefined && { TargetType: document.targetType }),
  Tags: tagsOf(document),
});

export const describeDocument = defineOperation<DescribeDocumentRequest, DescribeDocumentResult>({
  service: 'ssm',
  name: 'DescribeDocument',
  access: onDocument('ssm:DescribeDocument'),
  answer: (input, { place }) => ({
    Document: describe(...requireVersion(place, input.Name ?? '', input.DocumentVersion, input.VersionName)),
  }),
});

export const getDocument = defineOperation<GetDocumentRequest, GetDocumentResult>({
  service: 'ssm',
  name: 'GetDocument',
  access: onDocument('ssm:GetDocument'),
  answer(input, { place }) {
    const [document, version] = requireVersion(place, input.Name ?? '', input.DocumentVersion, input.VersionName);
    const format = (input.DocumentFormat ?? 'JSON') as Format; // JSON if the caller does not say, also of what was given as YAML
    return {
      Name: document.name,
      ...(version.versionName !== undefined && { VersionName: version.versionName }),
      CreatedDate: new Date(version.createdAt),
      DocumentVersion: version.version,
      Status: 'Active',
      Content: contentIn(version, format),
      DocumentType: document.type,
      DocumentFormat: format,
    };
  },
});
