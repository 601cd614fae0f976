import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { isNamed } from '../../aws/errors.ts';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { type Current, readCurrent, readVersions } from './current.ts';
import { parameterArn } from './name.ts';
import { onParameter, parameterReads } from './rights.ts';
import { nameField, parameterName } from './words.ts';

/** Each is read by two calls when it is planned, and is one more when it goes. */
const mostAtOnce = 50;

/** Deletes parameters, each by its whole name. */
export const deleteParameters = defineOperation({
  name: 'param.delete',
  words: 'param delete',
  title: 'Delete parameters for good',
  risk: 'destructive',
  input: z.object({ names: z.array(parameterName).min(1, 'name at least one').max(mostAtOnce, `at most ${mostAtOnce} at a time`) }),
  form: { names: { ...nameField, label: 'Parameters', many: true, hint: 'Each by its whole name; a path deletes nothing.' } },
  async plan({ names }, observer, env): Promise<Plan<object>> {
    const all = [...new Set(names)];
    const lost: { current: Current; line: string; labels: string[] }[] = [];
    for (const name of all) {
      const current = await readCurrent(name, observer);
      if (!current) continue;
      const versions = await readVersions(name, observer);
      const labels = versions.flatMap(({ Labels = [], Version }) => Labels.map((label) => `${label} (${Version})`));
      const kept = versions.length === 1 ? '1 version' : `${versions.length} versions`;
      const line = `${name}: ${current.type}, ${kept}, ${labels.length === 0 ? 'no labels' : `labels ${labels.join(', ')}`}, changed ${current.changed}`;
      lost.push({ current, line, labels });
    }
    const there = lost.map(({ current }) => current.name);
    if (there.length === 0) throw new UserError(`There is no parameter ${all.join(' or ')} on ${env.name}. Nothing can be deleted.`);
    const missing = all.filter((name) => !there.includes(name));
    const labelled = lost.filter(({ labels }) => labels.length > 0).map(({ current }) => current.name);
    return {
      ...aboutParameters,
      summary: there.length === 1 ? `Delete ${there[0]}` : `Delete ${there.length} parameters`,
      facts: [],
      texts: [{ label: 'What is lost', text: lost.map(({ line }) => line).join('\n') }],
      targets: [...there.map((id) => ({ id })), ...missing.map((id) => ({ id, out: 'there is none' }))],
      warnings: [
        'All versions and labels go with it, and AWS keeps no copy. What reads it fails from then on.',
        ...(labelled.length > 0 ? [`Something may read by label: ${labelled.join(', ')}.`] : []),
      ],
      waves: there.map((name) => ({ targets: [name], call: {}, within })),
      sure: `${there.length === 1 ? `${there[0]} is` : `${there.length} parameters are`} gone for good.`,
      pins: Object.fromEntries(lost.map(({ current: { name, version } }) => [name, `version ${version}`])),
      contexts: there.map((path) => ({ path })) as unknown as Plan['contexts'],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:DeleteParameter'], resources: [parameterArn(env, '*')] }],
  }),
  iam: ({ targets }, env) => targets.map((name) => onParameter(env, name, 'ssm:DeleteParameter')),
  async start({ targets: [name = ''] }, _context, aws) {
    await aws.ssm.send(new DeleteParameterCommand({ Name: name })).catch((error: unknown) => {
      // It was planned a moment ago: a call before this one, whose answer was lost, did it.
      if (!isNamed(error, 'ParameterNotFound')) throw error;
    });
    return { execution: changed(name, aws) };
  },
  recover: 'same-key',
});
