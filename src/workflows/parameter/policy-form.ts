import { instant } from '../../domain/freeze.ts';
import { UserError } from '../../errors.ts';
import { checked, maxCount, type Policy, spanMs, spanWords, type Unit } from './policies.ts';

/** What a line or a form says about policies, as it was typed. What is left out stays as it is. */
export interface PolicyAnswers {
  /** '2027-01-31', '2027-01-31T18:00', '2027-01-31T18:00 Europe/Berlin', '90d', or 'never'. */
  readonly expires?: string | undefined;
  /** '15d', '12h'; 'none' alone takes them off. */
  readonly notifyBefore?: readonly string[] | undefined;
  /** '90d', '12h', or 'none'. */
  readonly notifyUnchanged?: string | undefined;
}

type End = 'never' | { readonly inDays: number } | { readonly local: string; readonly zone: string };
interface Span {
  readonly amount: number;
  readonly unit: Unit;
}

const minuteMs = 60_000;

/** Reads when a parameter expires. Dates are those of the zone, UTC where none is named. Throws UserError saying what is right. */
export function readEnd(typed: string): End {
  const text = typed.trim();
  if (text === 'never') return text;
  const days = /^(\d{1,6})d$/.exec(text)?.[1];
  if (days !== undefined) return { inDays: inRange(Number(days), text) };
  const [, date = '', time = '00:00', zone = 'UTC'] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?(?:\s+(\S+))?$/.exec(text) ?? [];
  const right =
    'Write a date, as 2027-01-31 or 2027-01-31T18:00, with a zone behind it where it is not UTC; or days from now, as 90d; or never.';
  if (!isZone(zone)) throw new UserError(`There is no zone "${zone}". ${right}`);
  if (Number.isNaN(instant(`${date}T${time}`, zone))) throw new UserError(`"${text}" is no time. ${right}`);
  return { local: `${date}T${time}`, zone };
}

/** Reads the time of a notice. Throws UserError saying what is right. */
export function readSpan(typed: string): Span | 'none' {
  const text = typed.trim();
  if (text === 'none') return text;
  const [, digits, letter] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  if (digits === undefined) throw new UserError(`"${text}" is no span of time. Write days or hours, as 15d or 12h; or none.`);
  return { amount: inRange(Number(digits), text), unit: letter === 'd' ? 'Days' : 'Hours' };
}

/**
 * The policies that a parameter has afterwards: PutParameter replaces all of them, so those that nothing is said of are said again.
 * Systems Manager User Guide, "Assigning parameter policies": a new policy takes the place of all that are there.
 * Without an end no notice before it stays. Throws UserError for what can't be, as an end that is over.
 */
export function policiesAfter({ expires, notifyBefore, notifyUnchanged }: PolicyAnswers, has: readonly Policy[], now: number): Policy[] {
  const kept = (type: Policy['type']) => has.filter((policy) => policy.type === type);
  const end = expires === undefined ? kept('Expiration') : ends(readEnd(expires), now);
  const before = notifyBefore
    ? spans(notifyBefore).map(({ amount, unit }): Policy => ({ type: 'ExpirationNotification', before: amount, unit }))
    : end.length > 0
      ? kept('ExpirationNotification')
      : [];
  const unchanged =
    notifyUnchanged === undefined
      ? kept('NoChangeNotification')
      : spans([notifyUnchanged]).map(({ amount, unit }): Policy => ({ type: 'NoChangeNotification', after: amount, unit }));
  const all = checked([...end, ...before, ...unchanged]);
  checkTimes(all, now);
  return [...all];
}

function ends(end: End, now: number): Policy[] {
  if (end === 'never') return [];
  // To the minute, so that what is read is what is set.
  if ('inDays' in end) return [{ type: 'Expiration', at: Math.floor(now / minuteMs) * minuteMs + spanMs(end.inDays, 'Days') }];
  return [{ type: 'Expiration', at: instant(end.local, end.zone) }];
}

function spans(typed: readonly string[]): Span[] {
  const all = typed.map(readSpan);
  if (all.length > 1 && all.includes('none')) throw new UserError('"none" takes the notices off: it stands alone. Leave one or the other.');
  return all.filter((each) => each !== 'none');
}

function checkTimes(policies: readonly Policy[], now: number): void {
  const at = policies.find(({ type }) => type === 'Expiration') as Extract<Policy, { type: 'Expiration' }> | undefined;
  if (at !== undefined && at.at <= now)
    throw new UserError('The end is over already: AWS would not take it. Choose a time that is to come.');
  for (const policy of policies) {
    if (at !== undefined && policy.type === 'ExpirationNotification' && at.at - spanMs(policy.before, policy.unit) <= now)
      throw new UserError(
        `A notice ${spanWords(policy.before, policy.unit)} before the end would have been before now. Choose a shorter time, by --notify-before.`,
      );
  }
}

function inRange(count: number, text: string): number {
  if (count < 1 || count > maxCount) throw new UserError(`"${text}" has to be from 1 to ${maxCount.toLocaleString('en-US')}.`);
  return count;
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
