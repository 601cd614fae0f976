/** A moment as the clocks of the zone show it. */
export interface LocalTime {
  /** 0 to 23. */
  readonly hour: number;
  readonly minute: number;
  /** 'monday'. */
  readonly weekday: string;
  /** '2026-11-25'. */
  readonly date: string;
}

/** Reads the clocks of an IANA zone. Making a formatter is slow, so each zone has one. Throws RangeError on an unknown zone or no time. */
export function localTimeOf(timezone: string): (at: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    // Not 'h24' or the locale's own: midnight is hour 0.
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at) => {
    // A Date, because format takes undefined for now.
    const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
    return {
      hour: Number(part('hour')),
      minute: Number(part('minute')),
      weekday: part('weekday').toLowerCase(),
      date: `${part('year')}-${part('month')}-${part('day')}`,
    };
  };
}
