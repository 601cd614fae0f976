import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import { type Desk, usualEnvironment } from '../desk.ts';

const input = z.object({});

/** The environments that this person may observe, and which one this channel means by default. */
export const env: Enquiry<Desk, typeof input> = {
  name: 'request.env',
  words: 'env',
  title: 'List the environments',
  input,
  form: {},
  async answer(desk, _input, { by, channel }) {
    const person = await desk.people.person(by.id, by.team);
    const mine = desk.environments.filter(
      (each) => desk.policy.decide({ person, action: 'observe', environment: each, context: { channel: channel.name } }).allowed,
    );
    if (mine.length === 0) return [text(`You may observe no environment. You are in: ${person.groups.join(', ') || 'no group'}.`)];
    const rows = mine.map(({ name, account, region, defaults }) => [
      name + (usualEnvironment(desk, channel) === name ? ' (default here)' : ''),
      account,
      region,
      `${defaults.concurrency} at a time, ${defaults.errors} errors, ${defaults.timeout}`,
    ]);
    return [{ kind: 'table', columns: ['Name', 'Account', 'Region', 'Defaults'], rows }];
  },
};
