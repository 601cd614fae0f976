import { z } from 'zod';
import { inWords } from '../../../aws/errors.ts';
import type { Enquiry } from '../../../domain/enquiry.ts';
import type { OutputReader } from '../../../domain/operation.ts';
import { shortId } from '../../../domain/request.ts';
import { UserError } from '../../../errors.ts';
import { mayAct, mayObserve } from '../decide.ts';
import { type Desk, environmentOf, operationOf } from '../desk.ts';
import { allParts } from '../output/all.ts';
import { oneParts } from '../output/one.ts';
import { type Read, ranOf, targetOf } from '../output/ran.ts';
import { findRequest } from './find.ts';
import { status } from './status.ts';

const input = z.object({
  id: status.input.shape.id,
  instance: z.string().min(1).max(256, 'write the id or the name of an instance').optional(),
  page: z.number().int('a page is a whole number').min(1, 'pages begin with 1').max(999, 'there are not so many pages').optional(),
  share: z.boolean().optional(),
});

/** What the machines said: of all, those that said the same together; or of one, whole. Recorded before it is read. */
export const output: Enquiry<Desk, typeof input> = {
  name: 'request.output',
  words: 'output',
  title: 'Read what the instances said',
  input,
  form: {
    id: { kind: 'request', label: 'Request', at: 'words', example: '8c1d02' },
    instance: {
      kind: 'text',
      label: 'Instance',
      at: 'words',
      optional: true,
      example: 'i-0a1b2c3d4e5f60718',
      hint: 'Its id or its name. Without it: all instances, those that said the same together.',
    },
    page: { kind: 'number', label: 'Page', optional: true, example: '2' },
    share: {
      kind: 'flag',
      label: 'Share in the thread',
      hint: 'Sends the whole as a file to the thread, for everybody there. Needs an instance.',
    },
  },

  async answer(desk, { id, instance, page = 1, share = false }, asking) {
    const request = await findRequest(desk, id, asking);
    const env = environmentOf(desk, request.environment);
    const person = await desk.people.person(asking.by.id, asking.by.team, { fresh: true });
    mayObserve(desk, person, env, asking.channel.name);
    mayAct(desk, person, 'output.read', env, asking.channel.name);

    const operation = operationOf(desk, request.operation);
    const ran = ranOf(request);
    if (!operation.output)
      throw new UserError(`"${operation.title}" has no output to read. /ssm status ${shortId(request.id)} shows how it went.`);
    if (ran.length === 0) throw new UserError(`Nothing of request ${shortId(request.id)} was sent, so there is no output.`);
    const target = targetOf(request, ran, instance);
    if (share && target === undefined) throw new UserError('Only the output of one instance is shared: name the instance, then --share.');

    // Before it is read: who was refused by AWS has tried all the same.
    await desk.requests.change(request.id, () => ({ kind: 'output-read', by: asking.by, target, ...(share && { shared: true }) }));
    const reader: OutputReader = operation.output;
    const rights =
      target === undefined ? [] : ran.filter(({ targets }) => targets.includes(target)).flatMap((each) => reader.rights(each, target, env));
    try {
      const { aws } = await desk.sessions.observe(env, { person: asking.by.id, request: request.id, purpose: 'output' }, [
        ...operation.roles(env).observe,
        ...rights,
      ]);
      const read: Read = { request, ran, reader, aws };
      return target === undefined ? await allParts(read, page) : await oneParts(read, target, share);
    } catch (error) {
      throw inWords(error, `reading output on ${env.name}`);
    }
  },
};
