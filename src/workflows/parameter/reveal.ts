import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { mustBeThere, readVersions, versionIn } from './current.ts';
import { parameterArn, parseName, selectorWords } from './name.ts';
import { onParameter, parameterReads, withKey, withKeys } from './rights.ts';
import { parameterSelector } from './words.ts';

interface RevealCall {
  /** With its version, so that what was agreed to is what is shown. */
  readonly selector: string;
  readonly key?: string | undefined;
}

/** Shows a SecureString to its asker alone, in a view, once. */
export const revealParameter = defineOperation({
  name: 'param.reveal',
  words: 'param reveal',
  title: 'Show a secret parameter to yourself',
  // Who may only read may not see secrets: what was shown can't be taken back.
  risk: 'change',
  input: z.object({ name: parameterSelector }),
  form: {
    name: {
      kind: 'parameter',
      label: 'Parameter',
      at: 'words',
      example: '/myapp/prod/db-password',
      hint: 'With :VERSION or :LABEL for an older one.',
    },
  },
  async plan({ name: typed }, observer, env) {
    const { name, version, label } = parseName(typed);
    const current = await mustBeThere(name, observer, env);
    const versions = await readVersions(name, observer);
    const labelled = label === undefined ? undefined : versions.find(({ Labels }) => Labels?.includes(label));
    if (label !== undefined && !labelled) throw new UserError(`${name} has no label ${label}. param history ${name} lists them.`);
    const shown = labelled ?? versionIn(versions, name, version ?? current.version);
    const selector = selectorWords({ name, version: shown.Version ?? current.version });
    if (shown.Type !== 'SecureString')
      throw new UserError(`${selector} is a ${shown.Type}, no secret: /ssm param get ${selector} shows it.`);
    return {
      ...aboutParameters,
      summary: `Show ${selector} to its asker, once`,
      facts: [
        {
          label: 'Version',
          value: `${shown.Version}${shown.Version === current.version ? ', the newest' : `; the newest is ${current.version}`}`,
        },
        { label: 'Key', value: shown.KeyId ?? '' },
      ],
      texts: [],
      targets: [{ id: name }],
      warnings: ['Whoever asks sees the value in a window of their own; the audit says that they did. Nobody else sees it.'],
      waves: [{ targets: [name], call: { selector, key: shown.KeyId }, secret: { kind: 'gives' as const, name: selector }, within }],
      pins: { [name]: selector },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:GetParameter'], resources: [parameterArn(env, '*')] }, withKeys(env, 'kms:Decrypt')],
  }),
  iam: ({ targets, call }: { targets: readonly string[]; call: RevealCall }, env) =>
    targets.flatMap((name) => [onParameter(env, name, 'ssm:GetParameter'), withKey(env, name, call.key, 'kms:Decrypt')]),
  async start({ targets: [name = ''], call }, _context, aws) {
    const { Parameter: found } = await aws.ssm.send(new GetParameterCommand({ Name: call.selector, WithDecryption: true }));
    if (found?.Value === undefined) throw new UserError(`AWS gave no value of ${call.selector}.`);
    return { execution: changed(name, aws, found.Version), secret: found.Value };
  },
  /** A look that AWS did not answer showed nothing, and nobody waits for it any more. */
  async recover({ targets: [name = ''] }, _key, aws) {
    const counts = { total: 1, succeeded: 0, failed: 1, notRun: 0 };
    const failures = [{ target: name, status: 'NotShown' }];
    return { ...changed(name, aws), status: 'failed', detail: 'NotShown', counts, failures };
  },
});
