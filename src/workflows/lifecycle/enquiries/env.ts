import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import { type Desk, usualEnvironment } from '../desk.ts';
import { environmentsFor } from '../pick.ts';

const input = z.object({});

/** The environments that this person may observe, and which one this channel means by default. */
export const env: Enquiry<Desk, typeof input> = {
  name: 'request.env',
  words: 'env',
  title: 'List the environments',
  input,
  form: {},
  async answer(desk, _input, { by, channel }) {
    const mine = await environmentsFor(desk, { by, channel });
    if (mine.length === 0) {
      const { groups } = await desk.people.person(by.id, by.team);
      return [text(`You may observe no environment here. You are in: ${groups.join(', ') || 'no group'}. /ssm whoami tells more.`)];
    }
    const rows = mine.map(({ name, account, region, defaults }) => [
      name + (usualEnvironment(desk, channel) === name ? ' (default here)' : ''),
      account,
      region,
      `${defaults.concurrency} at a time, ${defaults.errors} errors, ${defaults.timeout}`,
    ]);
    return [{ kind: 'table', columns: ['Name', 'Account', 'Region', 'Defaults'], rows }];
  },
};
