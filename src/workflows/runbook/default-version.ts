import { UpdateDocumentDefaultVersionCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { doneAtOnce } from '../../domain/execution.ts';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { onRunbook, ownRoles } from './document-rights.ts';
import { aboutOwn, contextOf, nameField, ownName, pinOf, readOwnVersion, requireOwn, within } from './own.ts';
import { textDiff } from './text-diff.ts';

interface DefaultCall {
  readonly version: string;
}

/** Says which version of an own runbook runs where none is named. */
export const defaultRunbook = defineOperation({
  name: 'runbook.default',
  words: 'runbook default',
  title: 'Set the default version of a runbook',
  risk: 'change',
  input: z.object({ name: ownName, version: z.number().int('a version is a whole number').positive('versions count from 1') }),
  form: {
    name: nameField,
    version: { kind: 'number', label: 'Version', at: 'words', example: '2', hint: 'It runs wherever no version is named.' },
  },
  async plan({ name, version: wanted }, observer, env): Promise<Plan<DefaultCall>> {
    const { defaultVersion } = await requireOwn(name, env, observer);
    const version = String(wanted);
    if (version === defaultVersion) throw new UserError(`Version ${version} is the default of ${name} already. There is nothing to set.`);
    const [before, after] = [await readOwnVersion(name, defaultVersion, observer), await readOwnVersion(name, version, observer)];
    return {
      ...aboutOwn,
      summary: `Make version ${version} of ${name} its default`,
      facts: [
        { label: 'Default now', value: `version ${defaultVersion}` },
        { label: 'Default then', value: `version ${version}, ${after.format}` },
        { label: 'Hash', value: after.hash },
      ],
      texts: [
        { label: `What differs from version ${defaultVersion}`, text: textDiff(before.text, after.text) },
        { label: `Version ${version}`, text: after.text },
      ],
      targets: [{ id: name }],
      warnings: ['Whatever starts it without a version runs the other one from then on: schedules and other runbooks too.'],
      waves: [{ targets: [name], call: { version }, within }],
      pins: { default: pinOf(before), version: pinOf(after) },
      contexts: contextOf(name, env),
    };
  },
  roles: ownRoles('ssm:UpdateDocumentDefaultVersion'),
  iam: ({ targets: [name = ''] }, env) => onRunbook(env, name, 'ssm:UpdateDocumentDefaultVersion'),
  async start({ targets: [name = ''], call: { version } }, _context, { ssm, clock }) {
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: name, DocumentVersion: version }));
    return { execution: doneAtOnce(`${name}:${version}`, clock.now()) };
  },
  recover: 'same-key', // the same version is the same state
});
