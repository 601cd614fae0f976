import type {
  CreateDocumentRequest,
  CreateDocumentResult,
  DeleteDocumentRequest,
  DeleteDocumentResult,
  UpdateDocumentDefaultVersionRequest,
  UpdateDocumentDefaultVersionResult,
  UpdateDocumentRequest,
  UpdateDocumentResult,
} from '@aws-sdk/client-ssm';
import { type DocumentVersion, type Format, type SsmDocument, versionOf } from './document.ts';
import { readContent } from './document-content.ts';
import { arnOfNamed, describe, onDocument, requireDocument, requireVersion } from './documents.ts';
import { defineOperation } from './operation.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

const maxDocuments = 500; // of an account in a region
const maxVersions = 1000; // of a document
const reserved = /^(aws|amazon|amzn)/i; // CreateDocument, Name

/** The account's own document; AWS's belong to nobody here. */
function requireOwn(place: Place, name: string): SsmDocument {
  const document = requireDocument(place, name);
  if (document.owner !== place.account) refuse('InvalidDocumentOperation', `Document ${document.name} is owned by ${document.owner}.`);
  return document;
}

const formatOf = (format: string | undefined): Format => (format === 'YAML' ? 'YAML' : 'JSON');

export const createDocument = defineOperation<CreateDocumentRequest, CreateDocumentResult>({
  service: 'ssm',
  name: 'CreateDocument',
  access: ({ Name: name = '', DocumentType: type = 'Command', Tags: tags = [] }, { place }) => {
    const resource = arnOfNamed(place, name);
    const tagged = {
      'aws:TagKeys': tags.map(({ Key = '' }) => Key),
      ...Object.fromEntries(tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    };
    return [
      { action: 'ssm:CreateDocument', resource, context: { 'ssm:DocumentType': type, ...(tags.length > 0 && tagged) } },
      // Tags at the creation are a right of their own, as they are for parameters.
      ...(tags.length > 0 ? [{ action: 'ssm:AddTagsToResource', resource, context: tagged }] : []),
    ];
  },
  answer(input, { world, place }) {
    const { Name: name = '', DocumentType: type = 'Command', VersionName: versionName, Tags: tags = [] } = input;
    if (type !== 'Command' && type !== 'Automation')
      return refuse('ValidationException', `This stand-in keeps documents of type Command and Automation, not ${type}.`);
    if (reserved.test(name)) refuse('ValidationException', `The document name ${name} begins with a prefix that is reserved by AWS.`);
    if (place.documents.has(name)) refuse('DocumentAlreadyExists', `Document with same name ${name} already exists`);
    const own = [...place.documents.values()].filter(({ owner }) => owner === place.account);
    if (own.length >= maxDocuments) refuse('DocumentLimitExceeded', `You can have at most ${maxDocuments} active SSM documents.`);
    const version: DocumentVersion = {
      version: '1',
      createdAt: world.clock.now(),
      ...(versionName !== undefined && { versionName }),
      ...readContent(input.Content ?? '', type, formatOf(input.DocumentFormat)),
    };
    const document: SsmDocument = {
      name,
      type,
      owner: place.account,
      platforms: ['Windows', 'Linux', 'MacOS'],
      ...(input.TargetType !== undefined && { targetType: input.TargetType }),
      tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      defaultVersion: '1',
      versions: [version],
    };
    place.documents.set(name, document);
    return { DocumentDescription: describe(document, version) };
  },
});

export const updateDocument = defineOperation<UpdateDocumentRequest, UpdateDocumentResult>({
  service: 'ssm',
  name: 'UpdateDocument',
  access: onDocument('ssm:UpdateDocument'),
  answer(input, { world, place }) {
    const document = requireOwn(place, input.Name ?? '');
    const { VersionName: versionName } = input;
    requireVersion(place, document.name, input.DocumentVersion);
    const given = readContent(input.Content ?? '', document.type, formatOf(input.DocumentFormat));
    // Compared with the version that is to be updated: the default one unless another is named.
    if (versionOf(document, input.DocumentVersion)?.text === given.text)
      refuse(
        'DuplicateDocumentContent',
        'The content of the association document matches another document. Change the content of the document and try again.',
      );
    if (versionName !== undefined && document.versions.some((each) => each.versionName === versionName))
      refuse(
        'DuplicateDocumentVersionName',
        'The version name has already been used in this document. Specify a different version name, and then try again.',
      );
    if (document.versions.length >= maxVersions)
      refuse('DocumentVersionLimitExceeded', 'The document has too many versions. Delete one or more document versions and try again.');
    const version: DocumentVersion = {
      version: String(document.versions.length + (document.deleted ?? 0) + 1),
      createdAt: world.clock.now(),
      ...(versionName !== undefined && { versionName }),
      ...given,
    };
    document.versions.push(version);
    if (input.TargetType !== undefined) document.targetType = input.TargetType;
    return { DocumentDescription: describe(document, version) };
  },
});

export const updateDocumentDefaultVersion = defineOperation<UpdateDocumentDefaultVersionRequest, UpdateDocumentDefaultVersionResult>({
  service: 'ssm',
  name: 'UpdateDocumentDefaultVersion',
  access: onDocument('ssm:UpdateDocumentDefaultVersion'),
  answer(input, { place }) {
    const own = requireOwn(place, input.Name ?? '');
    const [document, { version, versionName }] = requireVersion(place, own.name, input.DocumentVersion);
    document.defaultVersion = version;
    return {
      Description: { Name: document.name, DefaultVersion: version, ...(versionName !== undefined && { DefaultVersionName: versionName }) },
    };
  },
});

export const deleteDocument = defineOperation<DeleteDocumentRequest, DeleteDocumentResult>({
  service: 'ssm',
  name: 'DeleteDocument',
  access: onDocument('ssm:DeleteDocument'),
  answer(input, { place }) {
    const document = requireOwn(place, input.Name ?? '');
    if (input.DocumentVersion === undefined && input.VersionName === undefined) {
      if ((document.sharedWith ?? []).length > 0)
        refuse(
          'InvalidDocumentOperation',
          'You attempted to delete a document while it is still shared. You must stop sharing the document before you can delete it.',
        );
      place.documents.delete(document.name);
      return {};
    }
    const [, { version }] = requireVersion(place, document.name, input.DocumentVersion, input.VersionName);
    if (version === document.defaultVersion)
      refuse('InvalidDocumentOperation', 'The default version of a document cannot be deleted. Make another version the default first.');
    document.versions.splice(
      document.versions.findIndex((each) => each.version === version),
      1,
    );
    document.deleted = (document.deleted ?? 0) + 1;
    return {};
  },
});
