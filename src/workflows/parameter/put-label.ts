import { LabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { mustBeThere, readVersions, versionIn } from './current.ts';
import { maxLabelsOfVersion } from './label.ts';
import { parameterArn } from './name.ts';
import { onParameter, parameterReads } from './rights.ts';
import { labelWord, nameField, parameterName, versionNumber } from './words.ts';

/** Puts a label on a version. A label is on one version at most, so it may move. */
export const labelParameter = defineOperation({
  name: 'param.label',
  words: 'param label',
  title: 'Label a version of a parameter',
  risk: 'change',
  input: z.object({ name: parameterName, version: versionNumber, label: labelWord }),
  form: {
    name: nameField,
    version: { kind: 'number', label: 'Version', at: 'words', example: '3' },
    label: { kind: 'text', label: 'Label', at: 'words', example: 'live', hint: 'If another version has it, it moves.' },
  },
  async plan({ name, version, label }, observer, env) {
    const current = await mustBeThere(name, observer, env);
    const versions = await readVersions(name, observer);
    const { Labels: labels = [] } = versionIn(versions, name, version);
    const from = versions.find(({ Labels }) => Labels?.includes(label))?.Version;
    if (from === version) throw new UserError(`Version ${version} of ${name} has the label ${label} already.`);
    if (labels.length >= maxLabelsOfVersion)
      throw new UserError(
        `Version ${version} of ${name} has ${maxLabelsOfVersion} labels, and AWS takes no more: take one off first, by param unlabel ${name} LABEL.`,
      );
    return {
      ...aboutParameters,
      summary: `Label version ${version} of ${name} as ${label}`,
      facts: [
        { label: 'Newest version', value: `${current.version}, changed ${current.changed}` },
        { label: 'Its labels', value: labels.join(', ') || 'none' },
      ],
      texts: [],
      targets: [{ id: name }],
      warnings: from === undefined ? [] : [`It moves from version ${from}: what reads ${name}:${label} gets another value at once.`],
      waves: [{ targets: [name], call: { version, label }, within }],
      pins: { [label]: from === undefined ? 'on no version' : `on version ${from}` },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:LabelParameterVersion'], resources: [parameterArn(env, '*')] }],
  }),
  iam: ({ targets }, env) => targets.map((name) => onParameter(env, name, 'ssm:LabelParameterVersion')),
  async start({ targets: [name = ''], call: { version, label } }, _context, aws) {
    const done = await aws.ssm.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [label] }));
    // AWS answers so, without an error, where the label breaks its rules.
    if (done.InvalidLabels?.length) throw new UserError(`AWS did not take the label ${label}: it breaks the rules for labels.`);
    return { execution: changed(name, aws, version) };
  },
  recover: 'same-key',
});
