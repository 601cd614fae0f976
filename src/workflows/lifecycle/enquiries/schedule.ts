import { z } from 'zod';
import type { Asking, Enquiry } from '../../../domain/enquiry.ts';
import { type Part, text } from '../../../domain/part.ts';
import { shortId } from '../../../domain/request.ts';
import { nextRun, nextRuns, parseWhen, whenWords } from '../../../domain/schedule/when.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import { UserError } from '../../../errors.ts';
import type { Desk } from '../desk.ts';
import { lineOf } from '../schedule/line.ts';
import { lookForChannel, mayTell } from '../schedule/rights.ts';
import { headingOf, timesOf } from '../schedule/words.ts';

const mostSchedules = 500;
const shownTimes = 3;

const input = z.object({
  when: z.array(z.string().max(100)).min(1).max(7),
  channel: z.string().min(1).max(100),
  line: z.string().min(1).max(1_000, 'write at most 1000 characters'),
  yes: z.boolean().optional(),
});

/** Has a look told to a channel again and again: shown with its next times first, then added. */
export const scheduleAdd: Enquiry<Desk, typeof input> = {
  name: 'schedule.add',
  words: 'schedule add',
  title: 'Tell a channel on a schedule',
  input,
  form: {
    when: {
      kind: 'text',
      label: 'When',
      at: 'words',
      many: true,
      hint: 'daily, weekdays, mondays or monthly 1 with a time, or five fields of cron; then a time zone, if it is not the usual one.',
      example: '"weekdays 9:00 Europe/Berlin"',
    },
    channel: { kind: 'text', label: 'Channel', at: 'words', hint: 'A public one that I am in, or here.', example: '#ops' },
    line: {
      kind: 'text',
      label: 'What',
      at: 'rest',
      hint: 'The line that you would type after /ssm.',
      example: 'param expiring --env prod',
    },
    yes: { kind: 'flag', label: 'Add it at once', optional: true, hint: 'Without it you see the next times first.' },
  },
  async answer(desk, { when: words, channel: named, line, yes }, asking) {
    const { schedules, timezone, readLine, findChannel } = desk.scheduling;
    const now = desk.clock.now();
    const when = parseWhen(words.join(' '), timezone);
    const asked = readLine(line, lookForChannel);
    const look = lookForChannel(asked.name);
    const channel = await findChannel(named, asking.channel);
    const { name: environment } = await mayTell(desk, look, { ...asked, creator: asking.by, channel });
    const wish = { look: look.name, input: asked.input, environment, when, channel, creator: creatorOf(asking) };
    await mustBeNew(desk, wish);
    const what = `${headingOf(look.forChannel, environment)}, told in ${channel.title}`;
    const times: Part = {
      kind: 'entry',
      heading: `${whenWords(when)}: the next times`,
      words: timesOf(when, nextRuns(when, now, shownTimes)),
    };
    const typed = lineOf(look, asked.input, environment);
    if (!yes) {
      const place = channel.id === asking.channel.id ? 'here' : channel.id;
      return [
        text(
          `${what}: is this right? It is looked at with your rights, which are asked afresh each time, and all who are in the channel see it.`,
        ),
        { kind: 'code', label: 'What', text: `/ssm ${typed}` },
        times,
        { kind: 'lines', lines: [{ label: 'Add it', line: `/ssm schedule add "${whenWords(when)}" ${place} --yes -- ${typed}` }] },
      ];
    }
    const nextAt = nextRun(when, now) ?? now;
    const added = await schedules.add({ id: asking.requestId, ...wish, nextAt });
    return [text(`Added as ${shortId(added.id)}: ${what}. /ssm schedule list shows it.`), times];
  },
};

/** Who they are to the bot: no word of the delivery's besides. */
const creatorOf = ({ by: { id, team, name } }: Asking): Schedule['creator'] => ({ id, team, name });

/** Throws UserError where the same is told already: a second click on the same button asks for it again. */
async function mustBeNew(desk: Desk, wish: Pick<Schedule, 'look' | 'input' | 'environment' | 'when' | 'channel'>): Promise<void> {
  const all = await desk.scheduling.schedules.list();
  const same = all.find((each) => keyOf(each) === keyOf(wish));
  if (same)
    throw new UserError(
      `Schedule ${shortId(same.id)} of @${same.creator.name} tells the same there at the same times. /ssm schedule list shows it.`,
    );
  if (all.length >= mostSchedules)
    throw new UserError(`There are ${all.length} schedules, and no more can be added. Remove one: /ssm schedule list.`);
}

const keyOf = ({
  look,
  input,
  environment,
  when,
  channel,
}: Pick<Schedule, 'look' | 'input' | 'environment' | 'when' | 'channel'>): string =>
  JSON.stringify([look, Object.entries(input).sort(), environment, when.cron, when.zone, channel.id]);
