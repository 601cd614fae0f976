const units: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** 604800 -> '7 days'; 5400 -> '1 hour 30 minutes'. At most two units; what is left is rounded up. */
export function durationWords(seconds: number): string {
  let left = Math.max(0, Math.ceil(seconds));
  if (left === 0) return '0 seconds';
  const first = units.findIndex(([length]) => left >= length);
  const [, second = units[first]] = units.slice(first);
  const smallest = second?.[0] ?? 1;
  left = Math.ceil(left / smallest) * smallest;
  return units
    .flatMap(([length, name]) => {
      const count = Math.floor(left / length);
      left -= count * length;
      return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
    })
    .join(' ');
}

/** Seconds of an ISO 8601 duration, 'PT1H30M'; undefined for what is none. Months and years have no one length and are none here. */
export function secondsOf(duration: string): number | undefined {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?$/.exec(duration.trim().toUpperCase()) ?? [];
  const parts = [days, hours, minutes, seconds];
  if (parts.every((part) => part === undefined)) return undefined;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (units[index]?.[0] ?? 0), 0);
}
