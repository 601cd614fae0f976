import { parseDocument } from 'yaml';
import { wrongRunbook } from './automation/check.ts';
import { isFields } from './automation/check-step.ts';
import type { RunbookContent } from './automation/runbook.ts';
import { commonContent, type DocumentContent, type DocumentVersion, type Format, type SsmDocument } from './document.ts';
import { refuse } from './refusal.ts';

type Type = SsmDocument['type'];

const maxBytes = 64 * 1024; // "The size limit of a document is 64 KB."
const schemas: Readonly<Record<Type, readonly string[]>> = { Automation: ['0.3'], Command: ['1.2', '2.0', '2.2'] };

/** The plugins of the user guide's "Command document plugin reference". */
const plugins: ReadonlySet<unknown> = new Set(
  'applications cloudWatch configureDocker configurePackage domainJoin downloadContent psModule refreshAssociation runDockerAction runDocument runPowerShellScript runShellScript softwareInventory updateAgent updateSsmAgent'
    .split(' ')
    .map((name) => `aws:${name}`),
);

const invalid = (message: string): never => refuse('InvalidDocumentContent', message);

function read(text: string, format: Format): unknown {
  if (format === 'JSON') {
    try {
      return JSON.parse(text);
    } catch {
      return invalid('JSON not well-formed.');
    }
  }
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) return invalid(`YAML not well-formed. at Line: ${error.linePos?.[0].line ?? 1}, Column: ${error.linePos?.[0].col ?? 1}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return invalid('YAML not well-formed. It has too many aliases.');
  }
}

/** Steps of schema 2.2 have plugins; what is an action of runbooks is none. */
function wrongCommand(content: Readonly<Record<string, unknown>>): string | undefined {
  const { mainSteps, runtimeConfig } = content;
  if (runtimeConfig !== undefined && content.schemaVersion === '1.2') {
    const unknown = isFields(runtimeConfig) ? Object.keys(runtimeConfig).find((name) => !plugins.has(name)) : '';
    return unknown === undefined ? undefined : `Unknown plugin name: ${unknown}`;
  }
  if (!Array.isArray(mainSteps) || mainSteps.length === 0) return 'mainSteps must be a list of at least one step.';
  for (const step of mainSteps) {
    if (!isFields(step) || typeof step.name !== 'string') return 'A step has no name.';
    if (!plugins.has(step.action)) return `Unknown plugin name: ${String(step.action)}`;
    if (!isFields(step.inputs)) return `inputs must be a map in step: ${step.name}.`;
  }
  return undefined;
}

/** What a version has of the text that somebody gave. Refuses what the service refuses. */
export function readContent(text: string, type: Type, format: Format): Pick<DocumentVersion, 'text' | 'format' | 'content' | 'runbook'> {
  if (Buffer.byteLength(text) > maxBytes) refuse('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  const content = read(text, format);
  if (!isFields(content)) return invalid(`${format} not well-formed. The content is no map.`);
  const schema = content.schemaVersion;
  if (typeof schema !== 'string' || !schemas[type].includes(schema))
    refuse(
      'InvalidDocumentSchemaVersion',
      `Document schema version, ${JSON.stringify(schema) ?? 'null'}, is not supported by document type ${type}. Use one of [${schemas[type].join(', ')}].`,
    );
  const wrong = type === 'Automation' ? wrongRunbook(content) : wrongCommand(content);
  if (wrong !== undefined) return invalid(wrong);
  if (type === 'Command') return { text, format, content: { description: '', parameters: {}, ...content } as unknown as DocumentContent };
  const runbook = content as unknown as RunbookContent;
  return { text, format, content: commonContent(runbook), runbook };
}
