import { RemoveTagsFromResourceCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { mustBeThere } from './current.ts';
import { parameterArn } from './name.ts';
import { onParameter, parameterReads } from './rights.ts';
import { checkKey, mostTags, tagsOf, tagWords } from './tags.ts';
import { nameField, parameterName } from './words.ts';

/** Takes tags off, by their keys. */
export const untagParameter = defineOperation({
  name: 'param.untag',
  words: 'param untag',
  title: 'Take tags off a parameter',
  risk: 'change',
  input: z.object({ name: parameterName, keys: z.array(z.string()).min(1, 'name at least one').max(mostTags) }),
  form: { name: nameField, keys: { kind: 'text', label: 'Keys', at: 'words', many: true, example: 'Team' } },
  async plan({ name, keys }, observer, env) {
    await mustBeThere(name, observer, env);
    const has = await tagsOf(name, observer);
    for (const key of keys) checkKey(key);
    const missing = keys.filter((key) => !has.has(key));
    if (missing.length > 0) throw new UserError(`${name} has no tag ${missing.join(' or ')}. It has: ${tagWords(has)}.`);
    return {
      ...aboutParameters,
      summary: `Take ${keys.length === 1 ? `the tag ${keys[0]}` : `${keys.length} tags`} off ${name}`,
      facts: [{ label: 'Tags now', value: tagWords(has) }],
      texts: [{ label: 'Tags that go', text: keys.map((key) => `- ${key}=${has.get(key)}`).join('\n') }],
      targets: [{ id: name }],
      warnings: ['Policies of AWS and costs may go by tags: who may read it can change with them.'],
      waves: [{ targets: [name], call: { keys }, within }],
      pins: { tags: tagWords(has) },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:RemoveTagsFromResource'], resources: [parameterArn(env, '*')] }],
  }),
  iam: ({ targets }, env) => targets.map((name) => onParameter(env, name, 'ssm:RemoveTagsFromResource')),
  async start({ targets: [name = ''], call }, _context, aws) {
    await aws.ssm.send(new RemoveTagsFromResourceCommand({ ResourceType: 'Parameter', ResourceId: name, TagKeys: [...call.keys] }));
    return { execution: changed(name, aws) };
  },
  recover: 'same-key',
});
