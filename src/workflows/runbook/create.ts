import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { isNamed } from '../../aws/errors.ts';
import { doneAtOnce } from '../../domain/execution.ts';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { contentField, keepsSecretsOut, runbookContent } from './content-field.ts';
import { onRunbook, ownRoles } from './document-rights.ts';
import { tagsOf } from './mark.ts';
import { aboutOwn, contextOf, describeOwn, nameField, ownName, readOwnVersion, within } from './own.ts';
import { readWritten, refusedContent } from './written.ts';

interface CreateCall {
  readonly format: 'JSON' | 'YAML';
  readonly content: string;
}

const actions = ['ssm:CreateDocument', 'ssm:AddTagsToResource'];

/** Makes a runbook of the environment's account from a file or from text. */
export const createRunbook = defineOperation({
  name: 'runbook.create',
  words: 'runbook create',
  title: 'Create a runbook',
  risk: 'change',
  input: z.object({ name: ownName, content: runbookContent }),
  form: { name: nameField, content: contentField },
  keepsOut: keepsSecretsOut,
  async plan({ name, content }, observer, env): Promise<Plan<CreateCall>> {
    const { runbook, facts, advice } = readWritten(content);
    const there = await describeOwn(name, observer);
    if (there)
      throw new UserError(
        there.described.Owner === env.account && there.described.DocumentType === 'Automation'
          ? `There is a runbook ${name} on ${env.name} already, with version ${there.latestVersion}. /ssm runbook update ${name} makes a new version of it.`
          : `The name ${name} is taken on ${env.name}, by a document of the type ${there.described.DocumentType}. Take another name.`,
      );
    return {
      ...aboutOwn,
      summary: `Create the runbook ${name}`,
      facts,
      texts: [{ label: 'Content', text: content }],
      targets: [{ id: name }],
      warnings: advice,
      waves: [{ targets: [name], call: { format: runbook.format, content }, within }],
      pins: {},
      contexts: contextOf(name, env),
    };
  },
  roles: ownRoles(...actions),
  iam: ({ targets: [name = ''] }, env) => onRunbook(env, name, ...actions),
  async start({ targets: [name = ''], call: { format, content } }, context, aws) {
    const Tags = tagsOf(context);
    const command = new CreateDocumentCommand({ Name: name, Content: content, DocumentFormat: format, DocumentType: 'Automation', Tags });
    try {
      await aws.ssm.send(command);
    } catch (error) {
      if (!isNamed(error, 'DocumentAlreadyExists')) throw refusedContent(error, name);
      // It has no token that would make it safe to repeat: the content says whether a call before this one, whose answer was lost, did it.
      const { text } = await readOwnVersion(name, '1', aws);
      if (text !== content)
        throw new UserError(`Somebody made a document ${name} in this moment, with another content. Nothing was changed.`);
    }
    return { execution: doneAtOnce(`${name}:1`, aws.clock.now()) };
  },
  recover: 'same-key', // of the same content it is the same state
});
