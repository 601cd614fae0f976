import { UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { answerOf } from '../../aws/errors.ts';
import { doneAtOnce } from '../../domain/execution.ts';
import { type Aws, defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { contentField, keepsSecretsOut, runbookContent } from './content-field.ts';
import { onRunbook, ownRoles } from './document-rights.ts';
import { aboutOwn, contextOf, describeOwn, nameField, ownName, pinOf, readOwnVersion, requireOwn, within } from './own.ts';
import { textDiff } from './text-diff.ts';
import { readWritten, refusedContent } from './written.ts';

interface UpdateCall {
  readonly format: 'JSON' | 'YAML';
  readonly content: string;
  /** The version that was the newest when it was planned. */
  readonly after: string;
  /** The new version becomes the default too. */
  readonly default: boolean;
}

const actions = ['ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'];

/** Makes a new version of an own runbook. Which one is the default is another question. */
export const updateRunbook = defineOperation({
  name: 'runbook.update',
  words: 'runbook update',
  title: 'Update a runbook',
  risk: 'change',
  input: z.object({ name: ownName, default: z.boolean().optional(), content: runbookContent }),
  form: {
    name: nameField,
    default: { kind: 'flag', label: 'Make the new version the default', optional: true },
    content: contentField,
  },
  keepsOut: keepsSecretsOut,
  async plan({ name, default: makesDefault = false, content }, observer, env): Promise<Plan<UpdateCall>> {
    const { runbook, facts, advice } = readWritten(content);
    const { defaultVersion, latestVersion } = await requireOwn(name, env, observer);
    const standing = await readOwnVersion(name, defaultVersion, observer);
    const latest = latestVersion === defaultVersion ? standing : await readOwnVersion(name, latestVersion, observer);
    if (latest.text === content)
      throw new UserError(
        `That is version ${latestVersion} of ${name} already, the newest. ${defaultVersion === latestVersion ? 'There is nothing to set.' : `/ssm runbook default ${name} ${latestVersion} makes it the default.`}`,
      );
    return {
      ...aboutOwn,
      summary: `Make a new version of the runbook ${name}${makesDefault ? ', and its default' : ''}`,
      facts: [
        ...facts,
        { label: 'Default now', value: `version ${defaultVersion}` },
        { label: 'Default then', value: makesDefault ? 'the new version' : `version ${defaultVersion}, as it is` },
        ...(latestVersion === defaultVersion ? [] : [{ label: 'Newest now', value: `version ${latestVersion}` }]),
      ],
      texts: [
        { label: `What differs from version ${defaultVersion}`, text: textDiff(standing.text, content) },
        { label: 'Content', text: content },
      ],
      targets: [{ id: name }],
      warnings: [
        ...advice,
        ...(makesDefault ? ['Whatever starts it without a version runs the new one from then on: schedules and other runbooks too.'] : []),
        ...(standing.format === runbook.format ? [] : [`Version ${defaultVersion} is ${standing.format}, so nearly every line differs.`]),
      ],
      waves: [{ targets: [name], call: { format: runbook.format, content, after: latestVersion, default: makesDefault }, within }],
      pins: { latest: pinOf(latest), default: pinOf(standing) },
      contexts: contextOf(name, env),
    };
  },
  roles: ownRoles(...actions),
  iam: ({ targets: [name = ''], call }, env) => onRunbook(env, name, ...(call.default ? actions : actions.slice(0, 1))),
  async start({ targets: [name = ''], call }, _context, aws) {
    const version = await newVersion(name, call, aws);
    if (call.default) await makeDefault(name, version, aws);
    return { execution: doneAtOnce(`${name}:${version}`, aws.clock.now()) };
  },
  recover: 'same-key', // start looks first whether the newest version is this one
});

/**
 * Makes the version, unless a call before this one, whose answer was lost, did it. AWS has no call that looks and writes at
 * once: whoever writes within this moment has the version before.
 */
async function newVersion(name: string, { format, content, after }: UpdateCall, aws: Aws): Promise<string> {
  const latest = (await describeOwn(name, aws))?.latestVersion ?? '';
  if (latest !== after && (await readOwnVersion(name, latest, aws)).text === content) return latest;
  if (latest !== after)
    throw new UserError(`${name} has version ${latest} by now, and this was planned after version ${after}. Nothing was changed.`);
  const command = new UpdateDocumentCommand({ Name: name, Content: content, DocumentFormat: format, DocumentVersion: '$LATEST' });
  const { DocumentDescription: made } = await aws.ssm.send(command).catch((error: unknown) => {
    throw refusedContent(error, name);
  });
  return made?.DocumentVersion ?? '';
}

async function makeDefault(name: string, version: string, { ssm }: Aws): Promise<void> {
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: name, DocumentVersion: version })).catch((error: unknown) => {
    if (answerOf(error) !== 'refused') throw error;
    throw new UserError(
      `Version ${version} of ${name} was made, and AWS did not make it the default: ${(error as Error).message} /ssm runbook default ${name} ${version} asks again.`,
    );
  });
}
