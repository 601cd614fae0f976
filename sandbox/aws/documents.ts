import type {
  DescribeDocumentRequest,
  DescribeDocumentResult,
  GetDocumentRequest,
  GetDocumentResult,
  ListDocumentsRequest,
  ListDocumentsResult,
} from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { contentHash, contentText, type DocumentVersion, documentArn, type SsmDocument, versionOf } from './document.ts';
import { type Access, anything, defineOperation, type Scene } from './operation.ts';
import { pageOf } from './page.ts';
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

const onDocument =
  (action: string) =>
  (input: { Name?: string | undefined }, { place }: Scene): readonly Access[] => [
    { action, resource: arnOfNamed(place, input.Name ?? ''), context: { 'ssm:DocumentType': 'Command' } },
  ];

const text = (value: string | readonly string[]) => (typeof value === 'string' ? value : JSON.stringify(value));
const tagsOf = (document: SsmDocument) => Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value }));

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
          Type: parameter.type,
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

/** The values that a filter looks at; undefined for a filter that does not exist. */
function filtered(document: SsmDocument, key: string, account: string): readonly string[] | undefined {
  if (key.startsWith('tag:')) return [document.tags[key.slice(4)] ?? ''];
  switch (key) {
    case 'Owner':
      return [
        document.owner,
        ...(document.owner === account ? ['Self', 'Private'] : ['Public']),
        ...(document.owner === 'Amazon' ? ['Amazon'] : []),
      ];
    case 'PlatformTypes':
      return document.platforms;
    case 'DocumentType':
      return ['Command'];
    case 'TargetType':
      return [document.targetType ?? ''];
    default:
      return undefined;
  }
}

export const listDocuments = defineOperation<ListDocumentsRequest, ListDocumentsResult>({
  service: 'ssm',
  name: 'ListDocuments',
  access: anything('ssm:ListDocuments'),
  answer(input, { place }) {
    const wanted = [
      ...(input.Filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values })),
      ...(input.DocumentFilterList ?? []).map(({ key = '', value = '' }) => ({ key: key as string, values: [value] })),
    ];
    const documents = [...place.documents.values()].filter((document) =>
      wanted.every(({ key, values }) => {
        if (key === 'Name') return values.some((value) => document.name.startsWith(value));
        const own = filtered(document, key, place.account);
        return own
          ? own.some((each) => values.includes(each))
          : refuse('InvalidFilterKey', `The specified filter key ${key} is not valid.`);
      }),
    );
    const { page, next } = pageOf(documents, input.MaxResults ?? 50, input.NextToken, wanted);
    const identifiers = page.map((document) => {
      const version = versionOf(document);
      return {
        Name: document.name,
        Owner: document.owner,
        ...(version && { CreatedDate: new Date(version.createdAt), SchemaVersion: version.content.schemaVersion }),
        PlatformTypes: [...document.platforms],
        DocumentVersion: document.defaultVersion,
        DocumentType: 'Command' as const,
        DocumentFormat: 'JSON' as const,
        ...(document.targetType && { TargetType: document.targetType }),
        Tags: tagsOf(document),
      };
    });
    return { DocumentIdentifiers: identifiers, ...next };
  },
});
