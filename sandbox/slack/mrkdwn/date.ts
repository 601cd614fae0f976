function parts(at: Date, options: Intl.DateTimeFormatOptions, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at);
}

function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
}

function ordinal(day: number): string {
  const teen = day % 100 > 10 && day % 100 < 14;
  return `${day}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
}

/** "yesterday", "today" or "tomorrow", if it is one of them. */
function nearDay(at: Date, now: number, timeZone: string): string | undefined {
  const near: [number, string][] = [
    [-1, 'yesterday'],
    [0, 'today'],
    [1, 'tomorrow'],
  ];
  return near.find(([days]) => dayIn(at, timeZone) === dayIn(new Date(now + days * 86_400_000), timeZone))?.[1];
}

/** How long ago or ahead, in words. */
function ago(at: Date, now: number): string {
  const seconds = Math.round((at.getTime() - now) / 1000);
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, unit] = steps.find(([step]) => Math.abs(seconds) >= step) ?? [1, 'second'];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / size), unit);
}

/** Fills in the tokens of `<!date^...>` in the reader's zone; a format without any known token shows the fallback. */
export function formatDate(timestamp: number, format: string, fallback: string, timeZone: string, now: number): string {
  const at = new Date(timestamp * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  const long = (): string => {
    const [month, day, year] = ['long', 'numeric', 'numeric'].map((style, index) =>
      parts(at, { [['month', 'day', 'year'][index] as 'month']: style as 'long' }, timeZone),
    );
    return `${month} ${ordinal(Number(day))}, ${year}`;
  };
  const pretty = (plain: string): string => nearDay(at, now, timeZone) ?? plain;
  const tokens: Record<string, () => string> = {
    date_num: () => dayIn(at, timeZone),
    date_slash: () => dayIn(at, timeZone).replaceAll('-', '/'),
    date: long,
    date_pretty: () => pretty(long()),
    date_short: () => parts(at, { month: 'short', day: 'numeric', year: 'numeric' }, timeZone),
    date_short_pretty: () => pretty(parts(at, { month: 'short', day: 'numeric', year: 'numeric' }, timeZone)),
    date_long: () => `${parts(at, { weekday: 'long' }, timeZone)}, ${long()}`,
    date_long_pretty: () => pretty(`${parts(at, { weekday: 'long' }, timeZone)}, ${long()}`),
    time: () => parts(at, { hour: 'numeric', minute: '2-digit', hour12: true }, timeZone),
    time_secs: () => parts(at, { hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: true }, timeZone),
    ago: () => ago(at, now),
  };
  let known = 0;
  const text = format.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const token = tokens[name];
    if (token) known += 1;
    return token?.() ?? whole;
  });
  // "today" at the start of a sentence is written with a capital, as Slack does.
  return known === 0 ? fallback : text.replace(/^(today|yesterday|tomorrow)/, (word) => word[0]?.toUpperCase() + word.slice(1));
}
