import type { AuditRow } from '../audit.ts';

/** An entry of the audit's stream as Redis has it. */
export interface Entry {
  /** Its place in the stream: '1764038400000-0', Redis's time in milliseconds and a number. */
  readonly id: string;
  /** Names and values in turn, as they are. */
  readonly fields: readonly string[];
  readonly mac: string;
  /** The row's text, over which the MAC is. */
  readonly text: string;
  /** Undefined: it is no row as this program writes them. */
  readonly row: AuditRow | undefined;
}

/** Reads an entry of XRANGE. */
export function entryOf([id, fields]: readonly [string, readonly string[]]): Entry {
  const [first, mac = '', second, text = ''] = fields;
  const isOurs = fields.length === 4 && first === 'mac' && second === 'row';
  return { id, fields, mac, text, row: isOurs ? rowOf(text) : undefined };
}

function rowOf(text: string): AuditRow | undefined {
  try {
    const row = JSON.parse(text) as AuditRow | null;
    return typeof row?.request === 'string' && Number.isSafeInteger(row.version) ? row : undefined;
  } catch {
    return undefined;
  }
}

/** Compares two places in a stream, as sort does. */
export function comparePlaces(one: string, other: string): number {
  const [[a, b], [c, d]] = [one, other].map((id) => id.split('-').map(Number)) as [[number, number], [number, number]];
  return a - c || b - d;
}

/** When the entry was written by Redis's clock. ISO 8601. */
export const writtenAt = (id: string): string => new Date(Number(id.split('-')[0])).toISOString();
