import { type Area, type Finding, findingsOf } from './finding.ts';

const warnFromMs = 5_000;
const problemFromMs = 60_000;

/**
 * How far this machine's clock is from another's.
 * @param theirs what the other's clock said, in milliseconds; NaN where it said nothing
 * @param asked our time at the question and at the answer: theirs was read in between
 * @param precisionMs how exact theirs is: a Date header has whole seconds
 * @param whatBreaks what a large difference does: 'Slack's signatures are refused from 5 minutes on'
 */
export function skewOf(
  area: Area,
  who: string,
  theirs: number,
  asked: { readonly from: number; readonly to: number },
  precisionMs: number,
  whatBreaks: string,
): Finding {
  const { ok, warning, problem, unknown } = findingsOf(area);
  if (Number.isNaN(theirs)) return unknown('clock', `${who} did not say its time.`);
  const behind = theirs - asked.to;
  const ahead = asked.from - (theirs + precisionMs);
  const apartMs = Math.max(behind, ahead, 0);
  const says = `This machine's clock is ${Math.round(apartMs / 1_000)} s ${behind > 0 ? 'behind' : 'ahead of'} ${who}'s: ${whatBreaks}.`;
  const fix = 'Let the machine keep its time by NTP (chrony, systemd-timesyncd), and look whether the container or VM was paused.';
  if (apartMs > problemFromMs) return problem('clock', says, fix);
  if (apartMs > warnFromMs) return warning('clock', says, fix);
  return ok('clock', `This machine's clock agrees with ${who}'s.`);
}
