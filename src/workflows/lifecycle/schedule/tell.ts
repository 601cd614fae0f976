import type { LookSpec } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { shortId } from '../../../domain/request.ts';
import { answeredBy, differenceOf } from '../../../domain/schedule/answered.ts';
import type { Telling } from '../../../domain/schedule/telling.ts';
import { whenWords } from '../../../domain/schedule/when.ts';
import type { Schedule, ScheduleEvent, Task } from '../../../domain/schedule.ts';
import { ConflictError, DeniedError, UserError } from '../../../errors.ts';
import type { Desk } from '../desk.ts';
import { asEnquiry } from '../enquiries/look.ts';
import { lookForChannel, mayTell } from './rights.ts';
import { headingOf, newsLine, sameLine } from './words.ts';

/**
 * Tells what is due of a schedule, if nobody else does. It may be called at any time and twice: who takes it writes so first,
 * and what was taken and not told is taken anew after its time and looked for in Slack before it is posted.
 */
export async function tellSchedule(desk: Desk, id: string): Promise<void> {
  const taken = await changed(desk, id, { kind: 'schedule-taken' });
  const task = taken?.task;
  if (!taken || !task) return;
  if (task.kind === 'pause') return sayPaused(desk, taken, task);
  const found = await lookNow(desk, taken);
  if ('why' in found) await changed(desk, id, { kind: 'schedule-stopped', why: found.why });
  else await post(desk, taken, task, found);
}

/** The schedule after the event; undefined: somebody else was first, or a person paused or removed it. */
async function changed(desk: Desk, id: string, event: ScheduleEvent): Promise<Schedule | undefined> {
  try {
    return await desk.scheduling.schedules.change(id, event);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    desk.log.debug({ schedule: id, event: event.kind }, 'somebody else took this step');
    return undefined;
  }
}

interface Found {
  readonly heading: string;
  readonly parts: readonly Part[];
  /** It could not be looked at: what is kept of the last answer stays. */
  readonly failed?: true;
}

/** Looks with the rights that its creator has now; `why`: they have none any more, or nothing may be told there. */
async function lookNow(desk: Desk, schedule: Schedule): Promise<Found | { readonly why: string }> {
  const { id, creator, environment } = schedule;
  const { findChannel } = desk.scheduling;
  let look: LookSpec & { readonly forChannel: string };
  let channel: Schedule['channel'];
  let input: Record<string, unknown>;
  try {
    look = lookForChannel(schedule.look);
    const read = look.input.safeParse(schedule.input);
    if (!read.success) throw new UserError('What it asks for is not understood by this version of the bot. Add it anew.');
    input = read.data;
    channel = await findChannel(schedule.channel.id, schedule.channel);
    await mayTell(desk, look, { input, environment, creator, channel });
  } catch (error) {
    if (error instanceof DeniedError || error instanceof UserError) return { why: error.message };
    throw error;
  }
  const heading = headingOf(look.forChannel, environment);
  try {
    const parts = await asEnquiry(look).answer(desk, input, { by: creator, channel, requestId: id, environment });
    return { heading, parts };
  } catch (error) {
    if (error instanceof DeniedError) return { why: error.message };
    if (error instanceof UserError) return { heading, parts: [text(`It could not be looked at. ${error.message}`)], failed: true };
    throw error;
  }
}

async function post(desk: Desk, schedule: Schedule, task: Task, { heading, parts, failed }: Found): Promise<void> {
  const now = desk.clock.now();
  const { id, last, channel } = schedule;
  const answered = answeredBy(parts, now);
  const difference = failed ? undefined : differenceOf(last, answered);
  const said =
    difference === 'same' && last
      ? { words: sameLine(schedule, task, heading, last, now), parts: [] }
      : { title: heading, words: newsLine(schedule, task, difference === 'same' ? undefined : difference, now), parts };
  if (!(await changed(desk, id, { kind: 'schedule-telling', task }))) return;
  // What is posted must be known to have been begun, whatever happens to Redis.
  await desk.durable();
  const answer = await desk.scheduling.tell(telling(schedule, task, { to: { channel: channel.id }, ...said }));
  if (answer === 'refused')
    await changed(desk, id, { kind: 'schedule-stopped', why: `Slack does not take messages of mine in ${channel.title}.` });
  else await changed(desk, id, { kind: 'schedule-told', task, last: failed ? last : answered });
}

const telling = ({ id }: Schedule, { key, attempt, dueAt }: Task, said: Pick<Telling, 'to' | 'title' | 'words' | 'parts'>): Telling => ({
  ...said,
  schedule: id,
  key,
  again: attempt > 1,
  since: dueAt,
});

/** Tells the channel that it hears no more of this, and its creator why. Neither hears what there was to be seen. */
async function sayPaused(desk: Desk, schedule: Schedule, task: Task): Promise<void> {
  const { id, channel, creator, look, environment, when, paused } = schedule;
  const what = `The schedule of ${look} on ${environment}, ${whenWords(when)},`;
  const { tell } = desk.scheduling;
  const words = `${what} paused itself: it can not be told here any more with the rights of @${creator.name}, who is told why.`;
  await tell(telling(schedule, task, { to: { channel: channel.id }, words, parts: [] }));
  const own = `${what} for ${channel.title} paused itself. ${paused?.why ?? ''} When that is put right, /ssm schedule resume ${shortId(id)} goes on with it; /ssm schedule remove ${shortId(id)} removes it.`;
  await tell(telling(schedule, task, { to: { person: creator.id }, words: own, parts: [] }));
  await changed(desk, id, { kind: 'schedule-told', task });
}
