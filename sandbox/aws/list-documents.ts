import type {
  ListDocumentsRequest,
  ListDocumentsResult,
  ListDocumentVersionsRequest,
  ListDocumentVersionsResult,
} from '@aws-sdk/client-ssm';
import { type SsmDocument, versionOf } from './document.ts';
import { onDocument, requireVersion, tagsOf } from './documents.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';

function ownersOf(document: SsmDocument, account: string): readonly string[] {
  if (document.owner === account) return [account, 'Self', document.sharedWith?.includes('all') ? 'Public' : 'Private'];
  return [document.owner, 'Public', ...(document.owner === 'Amazon' ? [] : ['ThirdParty'])];
}

/** The test that a filter stands for. A Name filter matches by its beginning. */
function filterTest(key: string, values: readonly string[], account: string): (document: SsmDocument) => boolean {
  if (key === 'Name') return (document) => values.some((value) => document.name.startsWith(value));
  if (key === 'Owner') return (document) => ownersOf(document, account).some((owner) => values.includes(owner));
  if (key === 'PlatformTypes') return (document) => document.platforms.some((platform) => values.includes(platform));
  if (key === 'DocumentType') return (document) => values.includes(document.type);
  if (key === 'SearchKeyword') {
    const words = values.map((value) => value.toLowerCase());
    return ({ name, versions }) => {
      const text = `${name} ${versions.at(-1)?.content.description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
  }
  if (key === 'TargetType') return (document) => values.includes(document.targetType ?? '');
  if (key.startsWith('tag:')) return (document) => values.includes(document.tags[key.slice(4)] ?? '\0');
  return refuse('InvalidFilterKey', `The specified filter key ${key} is not valid.`);
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
    const tests = wanted.map(({ key, values }) => filterTest(key, values, place.account));
    const documents = [...place.documents.values()].filter((document) => tests.every((test) => test(document)));
    const { page, next } = pageOf(documents, input.MaxResults ?? 50, input.NextToken, wanted);
    const identifiers = page.map((document) => {
      const version = versionOf(document);
      return {
        Name: document.name,
        Owner: document.owner,
        ...(version && { CreatedDate: new Date(version.createdAt), SchemaVersion: version.content.schemaVersion }),
        PlatformTypes: [...document.platforms],
        DocumentVersion: document.defaultVersion,
        DocumentType: document.type,
        DocumentFormat: version?.format ?? 'JSON',
        ...(version?.versionName !== undefined && { VersionName: version.versionName }),
        ...(document.targetType && { TargetType: document.targetType }),
        Tags: tagsOf(document),
      };
    });
    return { DocumentIdentifiers: identifiers, ...next };
  },
});

export const listDocumentVersions = defineOperation<ListDocumentVersionsRequest, ListDocumentVersionsResult>({
  service: 'ssm',
  name: 'ListDocumentVersions',
  access: onDocument('ssm:ListDocumentVersions'),
  answer(input, { place }) {
    const [document] = requireVersion(place, input.Name ?? '', undefined);
    const newestFirst = document.versions.toReversed();
    const { page, next } = pageOf(newestFirst, input.MaxResults ?? 50, input.NextToken, document.name);
    const versions = page.map(({ version, versionName, createdAt, format }) => ({
      Name: document.name,
      DocumentVersion: version,
      CreatedDate: new Date(createdAt),
      IsDefaultVersion: version === document.defaultVersion,
      DocumentFormat: format,
      ...(versionName !== undefined && { VersionName: versionName }),
      Status: 'Active' as const,
    }));
    return { DocumentVersions: versions, ...next };
  },
});
