import type { z } from 'zod';
import type { Asking, Enquiry } from '../../../domain/enquiry.ts';
import type { Part } from '../../../domain/part.ts';
import type { Request } from '../../../domain/request.ts';
import { failedOn } from '../../../domain/touched.ts';
import { UserError } from '../../../errors.ts';
import { type Desk, operationOf } from '../desk.ts';
import { submit } from '../submit.ts';
import { findRequest } from './find.ts';
import { status } from './status.ts';

const input = status.input.pick({ id: true });
const { id } = status.form;
type Id = z.infer<typeof input>;

/** Asks for the same thing anew: a request of its own, planned and approved afresh, that says what differs. */
export const again: Enquiry<Desk, typeof input> = {
  name: 'request.again',
  words: 'again',
  title: 'Ask for the same thing again',
  input,
  form: { id },
  submits: true,
  answer: (desk, given, asking) => repeat(desk, given, asking, (request) => request.input),
};

/** The same for what failed only. */
export const retry: Enquiry<Desk, typeof input> = {
  name: 'request.retry',
  words: 'retry',
  title: 'Ask for it again where it failed',
  input,
  form: { id },
  submits: true,
  answer: (desk, given, asking) =>
    repeat(desk, given, asking, (request) => {
      const failed = failedOn(request);
      if (failed.length === 0) throw new UserError(`Nothing failed in request ${given.id}. /ssm again ${given.id} asks for all of it.`);
      const { retry: narrow } = operationOf(desk, request.operation);
      if (!narrow) throw new UserError(`This kind of request can't be narrowed to what failed. /ssm again ${given.id} asks for all of it.`);
      return narrow(request.input, failed);
    }),
};

async function repeat(
  desk: Desk,
  { id: start }: Id,
  asking: Asking,
  inputOf: (request: Request) => Request['input'],
): Promise<readonly Part[]> {
  const before = await findRequest(desk, start, asking);
  // Undefined values say nothing: what is stored is what was asked.
  const given = Object.fromEntries(Object.entries(inputOf(before)).filter(([, value]) => value !== undefined));
  await submit(desk, {
    id: asking.requestId,
    operation: before.operation,
    input: given,
    environment: before.environment,
    reason: before.reason,
    asker: asking.by,
    channel: asking.channel,
    again: before.id,
  });
  // Its card comes as any request's does.
  return [];
}
