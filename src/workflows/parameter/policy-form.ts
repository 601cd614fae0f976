import { instant } from '../../domain/freeze.ts';
import { UserError } from '../../errors.ts';
import { checked, maxCount, type Policy } from './policies.ts';

const dayMs = 86_400_000;

/** What a form says. Dates are those of the zone; a date without a time is its first moment there. */
export interface PolicyAnswers {
  readonly expires?:
    | { readonly inDays: number }
    | { readonly on: string; readonly at?: string | undefined; readonly zone: string }
    | undefined;
  readonly noticeDaysBefore?: readonly number[] | undefined;
  readonly noticeDaysUnchanged?: number | undefined;
}

/** Makes policies of a form's answers. Throws UserError for what can't be, as an end that is over. */
export function policiesOf({ expires, noticeDaysBefore = [], noticeDaysUnchanged }: PolicyAnswers, now: number): readonly Policy[] {
  const at = expires && endOf(expires, now);
  if (at !== undefined && at <= now) throw new UserError('The end is over already: AWS would not take it. Choose a time that is to come.');
  for (const days of noticeDaysBefore) {
    if (at !== undefined && at - days * dayMs <= now)
      throw new UserError(`A notice ${dayWords(days)} before the end would have been before now. Choose fewer days.`);
  }
  for (const days of [...noticeDaysBefore, ...(noticeDaysUnchanged === undefined ? [] : [noticeDaysUnchanged])]) wholeDays(days);
  return checked([
    ...(at === undefined ? [] : [{ type: 'Expiration', at } as const]),
    ...noticeDaysBefore.map((before) => ({ type: 'ExpirationNotification', before, unit: 'Days' }) as const),
    ...(noticeDaysUnchanged === undefined ? [] : [{ type: 'NoChangeNotification', after: noticeDaysUnchanged, unit: 'Days' } as const]),
  ]);
}

function endOf(expires: NonNullable<PolicyAnswers['expires']>, now: number): number {
  if ('inDays' in expires) return now + wholeDays(expires.inDays) * dayMs;
  const local = `${expires.on}T${expires.at ?? '00:00'}`;
  const at = instant(local, expires.zone);
  if (Number.isNaN(at)) throw new UserError(`There is no time ${local}. Write the date like 2027-01-31 and the time like 09:00.`);
  return at;
}

function wholeDays(days: number): number {
  if (!Number.isInteger(days) || days < 1 || days > maxCount)
    throw new UserError(`Days are a whole number from 1 to ${maxCount}, not ${days}.`);
  return days;
}

const dayWords = (days: number): string => (days === 1 ? '1 day' : `${days} days`);
