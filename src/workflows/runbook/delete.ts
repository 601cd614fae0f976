import { DeleteDocumentCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { isNamed } from '../../aws/errors.ts';
import { doneAtOnce } from '../../domain/execution.ts';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { onRunbook, ownRoles } from './document-rights.ts';
import { aboutOwn, contextOf, nameField, ownName, pinOf, readOwnVersion, requireOwn, versionsOf, within } from './own.ts';
import { usedLately } from './used.ts';

/** Deletes an own runbook with all its versions. */
export const deleteRunbook = defineOperation({
  name: 'runbook.delete',
  words: 'runbook delete',
  title: 'Delete a runbook for good',
  risk: 'destructive',
  input: z.object({ name: ownName }),
  form: { name: nameField },
  async plan({ name }, observer, env): Promise<Plan<object>> {
    const { latestVersion, defaultVersion } = await requireOwn(name, env, observer);
    const [latest, standing, versions, used] = await Promise.all([
      readOwnVersion(name, latestVersion, observer),
      readOwnVersion(name, defaultVersion, observer),
      versionsOf(name, observer),
      usedLately(name, observer),
    ]);
    const times = used.times === 1 ? 'once' : `${used.more ? 'more than ' : ''}${used.times} times`;
    return {
      ...aboutOwn,
      summary: `Delete the runbook ${name}`,
      facts: [
        { label: 'Versions', value: `${versions.length}, the default is ${defaultVersion}` },
        { label: 'Ran in the last 30 days', value: used.times === 0 ? 'not once' : times },
        { label: 'Runs now', value: used.running.length === 0 ? 'no' : used.running.slice(0, 5).join(', ') },
      ],
      texts: [
        { label: 'Who ran it lately', text: used.lines.slice(0, 50).join('\n') || 'nobody' },
        { label: `What is lost (version ${defaultVersion})`, text: standing.text },
      ],
      targets: [{ id: name }],
      warnings: [
        'All its versions go with it, and AWS keeps no copy. It is gone for all who use it: schedules, associations and other runbooks that name it fail from then on.',
        ...(used.running.length > 0 ? ['It runs at this moment. What began goes on with what it read.'] : []),
      ],
      waves: [{ targets: [name], call: {}, within }],
      sure: `${name} is gone for good, for all who use it.`,
      pins: { [name]: pinOf(latest) },
      contexts: contextOf(name, env),
    };
  },
  roles: ownRoles('ssm:DeleteDocument'),
  iam: ({ targets: [name = ''] }, env) => onRunbook(env, name, 'ssm:DeleteDocument'),
  async start({ targets: [name = ''] }, _context, { ssm, clock }) {
    try {
      await ssm.send(new DeleteDocumentCommand({ Name: name }));
    } catch (error) {
      if (isNamed(error, 'InvalidDocumentOperation'))
        throw new UserError(
          `AWS does not delete ${name}: ${(error as Error).message} End its sharing with other accounts first, in the console.`,
        );
      // It was planned a moment ago: a call before this one, whose answer was lost, did it.
      if (!isNamed(error, 'InvalidDocument')) throw error;
    }
    return { execution: doneAtOnce(name, clock.now()) };
  },
  recover: 'same-key',
});
