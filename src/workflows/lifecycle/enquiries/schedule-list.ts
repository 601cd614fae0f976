import { z } from 'zod';
import type { Asker, Enquiry } from '../../../domain/enquiry.ts';
import type { Part } from '../../../domain/part.ts';
import { type Moment, text } from '../../../domain/part.ts';
import { shortId } from '../../../domain/request.ts';
import { nextRuns, whenWords } from '../../../domain/schedule/when.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import { DeniedError, UserError } from '../../../errors.ts';
import { looks } from '../../index.ts';
import type { Desk } from '../desk.ts';
import { mayDo } from '../schedule/find.ts';
import { lineOf } from '../schedule/line.ts';
import { timesOf } from '../schedule/words.ts';

const pageSize = 10;
const shownTimes = 3;
const input = z.object({ skip: z.number().int().min(0).optional() });

/** The schedules that this person may read, the newest first, each with its next times. */
export const scheduleList: Enquiry<Desk, typeof input> = {
  name: 'schedule.list',
  words: 'schedule list',
  title: 'List what is told on a schedule',
  input,
  form: { skip: { kind: 'number', label: 'Leave out so many', optional: true, example: '10' } },
  async answer(desk, { skip = 0 }, asking) {
    await desk.people.person(asking.by.id, asking.by.team);
    const mine: Schedule[] = [];
    for (const schedule of await desk.scheduling.schedules.list()) if (await isReadable(desk, schedule, asking)) mine.push(schedule);
    if (mine.length <= skip) return [text('There is no schedule that you may read. /ssm schedule add adds one.')];
    const next = skip + pageSize;
    const more: Part[] =
      next < mine.length ? [{ kind: 'lines', lines: [{ label: 'Older ones', line: `/ssm schedule list --skip ${next}` }] }] : [];
    return [...mine.slice(skip, next).flatMap((schedule) => drawn(desk, schedule, asking)), ...more];
  },
};

async function isReadable(desk: Desk, schedule: Schedule, asking: Asker): Promise<boolean> {
  try {
    await mayDo(desk, schedule, 'request.read', asking);
    return true;
  } catch (error) {
    // An environment that is no more is nobody's but the creator's.
    if (error instanceof DeniedError || error instanceof UserError) return false;
    throw error;
  }
}

function drawn(desk: Desk, schedule: Schedule, { by }: Asker): Part[] {
  const { id, look: name, input: given, environment, channel, creator, when, state, last } = schedule;
  const look = looks.find((each) => each.name === name);
  const what = look ? `/ssm ${lineOf(look, given, environment)}` : `${name} on ${environment}, which this version of the bot does not know`;
  const told: (string | Moment)[] = last ? ['\nTold last ', { at: last.at }, '.'] : [];
  const mine = by.id === creator.id;
  const line = (label: string, word: string) => ({ label, line: `/ssm schedule ${word} ${id}` });
  return [
    {
      kind: 'entry',
      heading: `${shortId(id)} · ${channel.title} · ${whenWords(when)} · by @${creator.name}${state === 'paused' ? ' · paused' : ''}`,
      words: [`${what}\n`, ...(state === 'paused' ? [whyPaused(schedule)] : ['Next: ', ...next(desk, schedule)]), ...told],
    },
    {
      kind: 'lines',
      lines: [
        ...(state === 'paused' ? (mine ? [line('Resume', 'resume')] : []) : [line('Pause', 'pause')]),
        ...(mine && state === 'scheduled' ? [line('Tell now', 'now')] : []),
        line('Remove', 'remove'),
      ],
    },
  ];
}

const whyPaused = ({ paused }: Schedule): string =>
  paused?.by ? `Paused by @${paused.by.name}.` : `It paused itself. ${paused?.why ?? ''}`;

const next = (desk: Desk, { when, nextAt }: Schedule): (string | Moment)[] =>
  timesOf(when, [nextAt, ...nextRuns(when, Math.max(nextAt, desk.clock.now()), shownTimes - 1)]);
