import { Cron } from 'croner';
import { z } from 'zod';
import { type Freeze, instant, spanFrom } from '../domain/freeze.ts';
import { duration, seconds } from '../domain/rate.ts';
import { name } from './name.ts';

/** IANA. Intl takes offsets such as +02:00 too, which know no summer time. */
export const timezone = z.string().refine((zone) => /^[A-Za-z]/.test(zone) && isZone(zone), {
  error: ({ input }) => `there is no time zone "${input}": write it like Europe/Berlin, America/New_York or UTC`,
});

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

const localTime = z.string('write it as 2026-12-20 or 2026-12-20T18:00').refine((text) => !Number.isNaN(instant(text, 'UTC')), {
  error: ({ input }) => `there is no time "${input}": write it as 2026-12-20 or 2026-12-20T18:00`,
});

const cron = z.string().superRefine((pattern, ctx) => {
  const wrong = whatIsWrong(pattern);
  if (wrong !== undefined)
    ctx.addIssue({ code: 'custom', message: `${wrong}: write minute, hour, day, month and weekday, like "0 18 * * FRI"` });
});

/** Five fields, and croner takes them. Its nicknames (@daily) and dates would pass by as well. */
function whatIsWrong(pattern: string): string | undefined {
  if (pattern.trim().split(/\s+/).length !== 5) return `"${pattern}" has not five fields`;
  try {
    return new Cron(pattern, { mode: '5-part' }).nextRun() ? undefined : `"${pattern}" never comes`;
  } catch {
    return `"${pattern}" is no cron expression`;
  }
}

export const freezeSchema = z
  .strictObject({
    name,
    environments: z.array(name).min(1, 'name at least one, or leave it out for all').optional(),
    why: z.string().min(1).max(200, 'at most 200 characters').optional(),
    timezone: timezone.optional(),
    from: localTime.optional(),
    to: localTime.optional(),
    cron: cron.optional(),
    for: duration.optional(),
  })
  .superRefine(({ from, to, cron, for: time }, ctx) => {
    const dates = [from, to].filter((each) => each !== undefined).length;
    const times = [cron, time].filter((each) => each !== undefined).length;
    if (!(dates === 2 && times === 0) && !(dates === 0 && times === 2))
      ctx.addIssue({ code: 'custom', message: 'write either from and to (2026-12-20T18:00), or cron and for ("0 18 * * FRI", 62h)' });
  });

/**
 * What the file says of a freeze, with its zone.
 * @returns a sentence instead where it can't be meant so: it ends before it begins, or it never ends.
 */
export function freezeOf(raw: z.infer<typeof freezeSchema>, zone: string): Freeze | string {
  const { name, environments, why, timezone = zone, from, to, cron, for: time } = raw;
  const freeze = { name, environments, why, timezone };
  if (cron !== undefined && time !== undefined) {
    const made: Freeze = { ...freeze, cron, forMs: seconds(time) * 1_000 };
    return spanFrom(made, Date.now())?.until === Number.POSITIVE_INFINITY
      ? `it never ends: it begins again by "${cron}" before ${time} are over. Write a shorter time`
      : made;
  }
  const made: Freeze = { ...freeze, from: from ?? '', to: to ?? '' };
  const span = spanFrom(made, Number.NEGATIVE_INFINITY);
  return span ? made : `it ends before it begins: "to" must be later than "from"`;
}
