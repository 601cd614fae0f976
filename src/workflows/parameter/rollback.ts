import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { createTwoFilesPatch } from 'diff';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, findVersion, within } from './changed.ts';
import { changedWords, mustBeThere, readVersions, versionIn } from './current.ts';
import { guard } from './guards.ts';
import { parameterArn } from './name.ts';
import { type PutCall, put } from './put-call.ts';
import { putRights } from './put-plan.ts';
import { onParameter, parameterReads, withKey, withKeys } from './rights.ts';
import { nameField, parameterName, versionNumber } from './words.ts';

interface RollbackCall extends PutCall {
  /** The version whose value is taken, as AWS selects it: '/myapp/prod/db-host:3'. */
  readonly from: string;
  /** The key under which that one is encrypted. */
  readonly fromKey?: string | undefined;
}

/** Makes a new version with the value of an older one: AWS itself can't go back. */
export const rollbackParameter = defineOperation({
  name: 'param.rollback',
  words: 'param rollback',
  title: 'Give a parameter the value of an older version',
  risk: 'change',
  input: z.object({ name: parameterName, version: versionNumber }),
  form: { name: nameField, version: { kind: 'number', label: 'Version', at: 'words', example: '3' } },
  async plan({ name, version }, observer, env): Promise<Plan<RollbackCall>> {
    const current = await mustBeThere(name, observer, env);
    const old = versionIn(await readVersions(name, observer), name, version);
    if (version === current.version) throw new UserError(`${name} is in version ${version} now. Name an older one.`);
    const { type } = current;
    const isSecret = type === 'SecureString';
    const guarded = guard({ name, type }, current, env);
    if (!isSecret && old.Value === current.value)
      throw new UserError(`Version ${version} of ${name} has the value that it has now, in version ${current.version}.`);
    const diff = createTwoFilesPatch('', '', `${current.value ?? ''}\n`, `${old.Value ?? ''}\n`, undefined, undefined, { context: 2 });
    const call: RollbackCall = {
      type,
      tier: current.tier,
      overwrite: true,
      dataType: old.DataType,
      ...(isSecret ? { key: guarded.key ?? old.KeyId, fromKey: old.KeyId } : { value: old.Value ?? '' }),
      from: `${name}:${version}`,
    };
    return {
      ...aboutParameters,
      summary: `Set ${name} back to version ${version}`,
      facts: [
        { label: 'Now', value: `version ${current.version}, changed ${current.changed}` },
        { label: 'Then', value: `version ${current.version + 1}, with the value of version ${version}, changed ${changedWords(old)}` },
        { label: 'Type', value: type },
      ],
      texts: isSecret
        ? []
        : [
            { label: `Value of ${name}`, text: old.Value ?? '' },
            ...(current.value === undefined
              ? []
              : [{ label: `Change since version ${current.version}`, text: diff.slice(diff.indexOf('@@')).trimEnd() }]),
          ],
      targets: [{ id: name }],
      warnings: [
        ...guarded.warnings,
        ...(isSecret ? ['The older secret is used again. If it was given up because somebody knew it, make a new one.'] : []),
      ],
      waves: [{ targets: [name], call, within }],
      pins: { [name]: `version ${current.version}` },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [
      { actions: ['ssm:PutParameter', 'ssm:GetParameter'], resources: [parameterArn(env, '*')] },
      withKeys(env, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'),
    ],
  }),
  iam: (wave, env) => [
    ...putRights({ ...wave, call: { ...wave.call, dataType: undefined } }, env),
    ...(wave.call.type === 'SecureString'
      ? wave.targets.flatMap((name) => [onParameter(env, name, 'ssm:GetParameter'), withKey(env, name, wave.call.fromKey, 'kms:Decrypt')])
      : []),
  ],
  async start({ targets: [name = ''], call }, _context, aws) {
    const value = call.value ?? (await decrypted(call.from, aws.ssm));
    return { execution: changed(name, aws, await put(name, call, value, aws)) };
  },
  recover: findVersion,
});

/** From AWS to AWS: it is in the memory of this process for the moment between the two calls. */
async function decrypted(selector: string, ssm: Parameters<typeof put>[3]['ssm']): Promise<string> {
  const { Parameter: found } = await ssm.send(new GetParameterCommand({ Name: selector, WithDecryption: true }));
  if (found?.Value === undefined) throw new UserError(`AWS gave no value of ${selector}. Nothing was changed.`);
  return found.Value;
}
