import { z } from 'zod';
import type { Asking, Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import { shortId } from '../../../domain/request.ts';
import { whenWords } from '../../../domain/schedule/when.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import type { Desk } from '../desk.ts';
import { findSchedule, mayDo, mustBeCreator } from '../schedule/find.ts';
import { lookForChannel, mayTell } from '../schedule/rights.ts';

const input = z.object({
  id: z.string().regex(/^[0-9a-fA-F]{4,32}$/, 'write the id of a schedule: 4 to 32 of 0-9 and a-f, as /ssm schedule list shows it'),
});
type Change = Enquiry<Desk, typeof input>;

interface Spec {
  readonly word: 'pause' | 'resume' | 'remove' | 'now';
  readonly title: string;
  /** Throws where this person may not. */
  may(desk: Desk, schedule: Schedule, asking: Asking): Promise<void>;
  readonly kind: 'schedule-paused' | 'schedule-resumed' | 'schedule-removed' | 'schedule-hurried';
  said(after: Schedule): string;
}

const changing = ({ word, title, may, kind, said }: Spec): Change => ({
  name: `schedule.${word}`,
  words: `schedule ${word}`,
  title,
  input,
  form: { id: { kind: 'text', label: 'Schedule', at: 'words', example: '8c1d02' } },
  async answer(desk, { id }, asking) {
    const schedule = await findSchedule(desk, id, asking);
    await may(desk, schedule, asking);
    const { id: by, team, name } = asking.by;
    const after = await desk.scheduling.schedules.change(schedule.id, { kind, by: { id: by, team, name } });
    return [text(`Schedule ${shortId(after.id)}, ${whenWords(after.when)} in ${after.channel.title}: ${said(after)}`)];
  },
});

/** Whoever may stop what others began. */
const stops: Spec['may'] = (desk, schedule, asking) => mayDo(desk, schedule, 'request.cancel', asking);

/** Its creator, with rights that still hold: else it would only pause itself again. */
async function goesOn(desk: Desk, schedule: Schedule, asking: Asking): Promise<void> {
  mustBeCreator(schedule, asking);
  const { id, ...from } = schedule.channel;
  const channel = await desk.scheduling.findChannel(id, { ...from, id });
  await mayTell(desk, lookForChannel(schedule.look), { ...schedule, channel });
}

/** What is done with a schedule that is there. */
export const scheduleChanges: readonly Change[] = [
  changing({
    word: 'pause',
    title: 'Pause a schedule',
    may: stops,
    kind: 'schedule-paused',
    said: ({ id }) => `paused. Nothing is told until /ssm schedule resume ${shortId(id)}.`,
  }),
  changing({
    word: 'resume',
    title: 'Go on with a schedule',
    may: goesOn,
    kind: 'schedule-resumed',
    said: () => 'it goes on. What was not told meanwhile is not told afterwards.',
  }),
  changing({ word: 'remove', title: 'Remove a schedule', may: stops, kind: 'schedule-removed', said: () => 'removed.' }),
  changing({
    word: 'now',
    title: 'Tell a schedule at once',
    may: goesOn,
    kind: 'schedule-hurried',
    said: () => 'it is told at once, and then at its usual times.',
  }),
];
