import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { lookThrough, under } from '../../../aws/parameters.ts';
import { defineLook } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { type Due, expiring } from '../expiring.ts';
import { parsePath } from '../name.ts';
import { describes, insideOf, lookRoles, pathField, pathWord } from './path.ts';
import { notesOn, saying } from './through.ts';

const dayMs = 86_400_000;
const usualDays = 30;
const mostShown = 25;

/** What AWS will delete, and what has not been changed for too long, by the parameters' own policies. */
export const expiringParameters = defineLook({
  name: 'param.expiring',
  words: 'param expiring',
  title: 'Show which parameters expire soon',
  inEnvironment: true,
  forChannel: 'Parameters that expire soon',
  input: z.object({
    path: pathWord.optional(),
    days: z.number().int('write a whole number').min(1, 'write 1 or more').max(3_650, 'write 3650 or fewer').optional(),
  }),
  form: {
    path: { ...pathField, optional: true },
    days: { kind: 'number', label: 'Within so many days', optional: true, example: '30', hint: `Without it: ${usualDays}.` },
  },
  roles: lookRoles,
  contexts: ({ path }) => [insideOf(path)],
  reads: (_input, env) => [describes(env)],
  async look({ path: typed = '/', days = usualDays }, [{ env, aws }], tell) {
    const path = parsePath(typed);
    // Only Advanced parameters can have policies.
    const filters = [...under(path), { Key: 'Tier', Option: 'Equals', Values: ['Advanced'] }];
    const { found, ...looked } = await lookThrough(aws, filters, withPolicies, saying(tell, { env }));
    const now = aws.clock.now();
    const { due, unread } = expiring(found, now + days * dayMs);
    const where = `${path === '/' ? '' : `under ${path} `}on ${env.name}`;
    const span = days === 1 ? '1 day' : `${days} days`;
    const notes: Part[] = [
      ...(due.length > mostShown ? [text(`… ${due.length - mostShown} more. Fewer days, or a path, show fewer.`)] : []),
      ...(unread.length > 0
        ? [text(`These have a policy that could not be read, so what it says is missing here: ${unread.slice(0, 20).join(', ')}.`)]
        : []),
      ...notesOn(looked, path, { env }),
    ];
    if (due.length === 0)
      return [text(`Nothing ${where} expires within ${span}, or will have been unchanged for too long, by a policy of its own.`), ...notes];
    return [text(`Within ${span} ${where}, the soonest first:`), ...due.slice(0, mostShown).map((each) => drawn(each, now)), ...notes];
  },
});

/** Those that have any, with no more than is needed. */
const withPolicies = ({ Name = '', LastModifiedDate: at, Policies = [] }: ParameterMetadata) =>
  Policies.length === 0
    ? undefined
    : {
        name: Name,
        lastModified: at?.getTime() ?? 0,
        policies: Policies.map(({ PolicyText, PolicyStatus }) => ({ text: PolicyText, status: PolicyStatus })),
      };

function drawn({ name, what, at, failed }: Due, now: number): Part {
  const isOver = at <= now;
  const words =
    what === 'expires'
      ? isOver
        ? 'AWS deletes it; its time was '
        : 'AWS deletes it '
      : isOver
        ? 'should have been changed by '
        : 'is to be changed by ';
  return {
    kind: 'entry',
    heading: name,
    words: [words, { at }, ...(failed ? ['. AWS says that it could not apply the policy'] : []), '.'],
  };
}
