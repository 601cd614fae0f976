import { UnlabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { mustBeThere, readVersions } from './current.ts';
import { parameterArn } from './name.ts';
import { onParameter, parameterReads } from './rights.ts';
import { labelWord, nameField, parameterName } from './words.ts';

/** Takes a label off the version that has it. */
export const unlabelParameter = defineOperation({
  name: 'param.unlabel',
  words: 'param unlabel',
  title: 'Take a label off a parameter',
  risk: 'change',
  input: z.object({ name: parameterName, label: labelWord }),
  form: { name: nameField, label: { kind: 'text', label: 'Label', at: 'words', example: 'live' } },
  async plan({ name, label }, observer, env) {
    const current = await mustBeThere(name, observer, env);
    const version = (await readVersions(name, observer)).find(({ Labels }) => Labels?.includes(label))?.Version;
    if (version === undefined) throw new UserError(`No version of ${name} has the label ${label}. param history ${name} lists them.`);
    return {
      ...aboutParameters,
      summary: `Take the label ${label} off version ${version} of ${name}`,
      facts: [{ label: 'Newest version', value: `${current.version}, changed ${current.changed}` }],
      texts: [],
      targets: [{ id: name }],
      warnings: [`What reads ${name}:${label} fails from then on.`],
      waves: [{ targets: [name], call: { version, label }, within }],
      pins: { [label]: `on version ${version}` },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:UnlabelParameterVersion'], resources: [parameterArn(env, '*')] }],
  }),
  iam: ({ targets }, env) => targets.map((name) => onParameter(env, name, 'ssm:UnlabelParameterVersion')),
  async start({ targets: [name = ''], call: { version, label } }, _context, aws) {
    // A label that is gone by now is among InvalidLabels: what was wanted is so.
    await aws.ssm.send(new UnlabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [label] }));
    return { execution: changed(name, aws, version) };
  },
  recover: 'same-key',
});
