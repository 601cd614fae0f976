import { AddTagsToResourceCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, changed, within } from './changed.ts';
import { mustBeThere } from './current.ts';
import { parameterArn } from './name.ts';
import { onParameter, parameterReads } from './rights.ts';
import { mostTags, readTags, tagsOf, tagWords } from './tags.ts';
import { nameField, parameterName } from './words.ts';

/** Adds tags, or gives them other values. */
export const tagParameter = defineOperation({
  name: 'param.tag',
  words: 'param tag',
  title: 'Tag a parameter',
  risk: 'change',
  input: z.object({ name: parameterName, tags: z.array(z.string()).min(1, 'name at least one').max(mostTags) }),
  form: {
    name: nameField,
    tags: { kind: 'text', label: 'Tags', at: 'words', many: true, example: 'Team=platform', hint: 'Each as KEY=VALUE.' },
  },
  async plan({ name, tags }, observer, env) {
    await mustBeThere(name, observer, env);
    const wanted = readTags(tags);
    const has = await tagsOf(name, observer);
    const lines = [...wanted].flatMap(([key, value]) => {
      const before = has.get(key);
      return before === value ? [] : [before === undefined ? `+ ${key}=${value}` : `~ ${key}=${value} (was ${before})`];
    });
    if (lines.length === 0) throw new UserError(`${name} has these tags already.`);
    if (new Set([...has.keys(), ...wanted.keys()]).size > mostTags)
      throw new UserError(
        `${name} would have more than ${mostTags} tags, and AWS takes no more. Take some off first: param untag ${name} KEY.`,
      );
    return {
      ...aboutParameters,
      summary: `Tag ${name}`,
      facts: [{ label: 'Tags now', value: tagWords(has) }],
      texts: [{ label: 'Tags that change', text: lines.join('\n') }],
      targets: [{ id: name }],
      warnings: ['Policies of AWS and costs may go by tags: who may read it can change with them.'],
      waves: [{ targets: [name], call: { tags: [...wanted].map(([Key, Value]) => ({ Key, Value })) }, within }],
      pins: { tags: tagWords(has) },
      contexts: [{ path: name }],
    };
  },
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [{ actions: ['ssm:AddTagsToResource'], resources: [parameterArn(env, '*')] }],
  }),
  iam: ({ targets }, env) => targets.map((name) => onParameter(env, name, 'ssm:AddTagsToResource')),
  async start({ targets: [name = ''], call }, _context, aws) {
    await aws.ssm.send(new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: name, Tags: [...call.tags] }));
    return { execution: changed(name, aws) };
  },
  recover: 'same-key',
});
