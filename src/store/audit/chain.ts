import type { AuditRow } from '../audit.ts';
import type { Keyring } from '../keyring.ts';
import type { Entry } from './entry.ts';
import type { Chained } from './records.ts';

/** Something that is not as it was written. */
export interface Finding {
  /**
   * changed   the row's text or MAC is another
   * removed   rows are missing
   * put-in    a row stands where none of that version can: put in, repeated or moved
   * unread    an entry that is no row
   * record    the record does not stand on its last row
   * seal      the rows are not those that were sealed, or a seal is gone or another
   */
  readonly kind: 'changed' | 'removed' | 'put-in' | 'unread' | 'record' | 'seal';
  readonly what: string;
  readonly request?: string | undefined;
  readonly version?: number | undefined;
  /** The place in the stream. */
  readonly id?: string | undefined;
}

/** A request's last row as far as it was followed. */
export interface Head {
  readonly version: number;
  readonly mac: string;
  readonly state: AuditRow['state'];
}

/** Follows the chains of many requests at once, through rows in the order of the stream. */
export interface Chains {
  take(entry: Entry): Finding | undefined;
  readonly heads: ReadonlyMap<string, Head>;
}

/** After a finding it goes on from the row that is there, so that one change is one or two findings and not all that follow. */
export function createChains(keyring: Pick<Keyring, 'chain'>): Chains {
  const heads = new Map<string, Head>();
  return {
    heads,
    take({ id, mac, text, row }) {
      if (!row) return { kind: 'unread', id, what: 'This entry is no row of the audit.' };
      const { request, version } = row;
      const last = heads.get(request) ?? { version: 0, mac: '' };
      const at = { request, version, id };
      if (version <= last.version)
        return {
          kind: 'put-in',
          ...at,
          what: `Version ${version} stands after version ${last.version}: it was put in, repeated or moved.`,
        };
      heads.set(request, { version, mac, state: row.state });
      if (version > last.version + 1) return { kind: 'removed', ...at, what: `${missing(last.version + 1, version - 1)} before this row.` };
      if (mac === keyring.chain(last.mac, text)) return undefined;
      return { kind: 'changed', ...at, what: 'Its text or its MAC is not as it was written, or the row before it is another.' };
    },
  };
}

/** 'Versions 3 to 5 are missing'. */
export const missing = (from: number, to: number): string =>
  from === to ? `Version ${from} is missing` : `Versions ${from} to ${to} are missing`;

/** What is wrong with one request's rows, against its record as it stands; undefined: the chain is whole. */
export function checkOne(keyring: Pick<Keyring, 'chain'>, request: Chained, entries: readonly Entry[]): Finding | undefined {
  const { heads, take } = createChains(keyring);
  for (const entry of entries) {
    const found = entry.row && entry.row.request !== request.id ? foreign(entry) : take(entry);
    if (found) return found;
  }
  return againstHead(request, heads.get(request.id));
}

const foreign = ({ id }: Entry): Finding => ({ kind: 'put-in', id, what: 'This row is of another request.' });

/** What is wrong between a record and the last of its rows. */
export function againstHead(record: Chained, head: Head | undefined): Finding | undefined {
  const { id: request, version } = record;
  const last = head?.version ?? 0;
  if (version > last) return { kind: 'removed', request, version, what: `${missing(last + 1, version)} at the end.` };
  if (version < last)
    return { kind: 'record', request, version, what: `Its record is of version ${version} and older than its last row, ${last}.` };
  return record.auditHead === head?.mac
    ? undefined
    : { kind: 'record', request, version, what: 'Its record does not stand on its last row.' };
}
