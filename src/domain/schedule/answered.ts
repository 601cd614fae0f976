import { createHash } from 'node:crypto';
import type { Part } from '../part.ts';

/** What is kept of an answer, to say at the next one what changed. */
export interface Answered {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of all of it. */
  readonly digest: string;
  /** Its first sentence. */
  readonly first: string;
  /** What it lists: each by its name, with a digest of all that is said of it. */
  readonly items: readonly { readonly name: string; readonly digest: string }[];
}

export type Difference =
  | 'first'
  | 'same'
  | { readonly fresh: readonly string[]; readonly gone: readonly string[]; readonly other: readonly string[] };

const mostItems = 500;
const longestName = 200;
const hash = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 22);

/** Buttons say nothing about AWS. */
export function answeredBy(parts: readonly Part[], at: number): Answered {
  const said = parts.filter(({ kind }) => kind !== 'lines');
  const items = new Map<string, unknown[]>();
  for (const [name, what] of said.flatMap(namedIn)) {
    const key = name.slice(0, longestName);
    items.set(key, [...(items.get(key) ?? []), what]);
  }
  const first = said.find((part) => part.kind === 'text');
  return {
    at,
    digest: hash(said),
    first: (first?.text ?? '').slice(0, 300),
    items: [...items].slice(0, mostItems).map(([name, what]) => ({ name, digest: hash(what) })),
  };
}

function namedIn(part: Part): [string, unknown][] {
  switch (part.kind) {
    case 'entry':
      return [[part.heading, part.words]];
    case 'facts':
      return part.facts.map(({ label, value }) => [label, value]);
    case 'table':
      return part.rows.map((row) => [row[0] ?? '', row]);
    case 'file':
      return [[part.title, part.text]];
    case 'code':
      return part.label === undefined ? [] : [[part.label, part.text]];
    default:
      return [];
  }
}

/** Names that are new, that are no longer there, and of which something else is said. */
export function differenceOf(before: Answered | undefined, now: Answered): Difference {
  if (!before) return 'first';
  if (before.digest === now.digest) return 'same';
  const [then, today] = [before, now].map(({ items }) => new Map(items.map(({ name, digest }) => [name, digest]))) as [
    Map<string, string>,
    Map<string, string>,
  ];
  return {
    fresh: [...today.keys()].filter((name) => !then.has(name)),
    gone: [...then.keys()].filter((name) => !today.has(name)),
    other: [...today].flatMap(([name, digest]) => (then.has(name) && then.get(name) !== digest ? [name] : [])),
  };
}

const dayMs = 86_400_000;

/** 'yesterday', 'on Monday', 'on 3 Nov', 'today at 09:00', by the clocks of the zone. */
export function dayWords(at: number, now: number, timeZone: string): string {
  const midnight = (time: number) => Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(time));
  const days = Math.round((midnight(now) - midnight(at)) / dayMs);
  const words = (style: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...style }).format(at);
  if (days <= 0) return `today at ${words({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`;
  if (days === 1) return 'yesterday';
  return days < 7 ? `on ${words({ weekday: 'long' })}` : `on ${words({ day: 'numeric', month: 'short', year: 'numeric' })}`;
}
