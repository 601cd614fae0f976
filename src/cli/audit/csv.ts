import type { Entry } from '../../store/audit/entry.ts';
import type { AuditRow } from '../../store/audit.ts';

/** Each key of a row once, in the order in which it is written: the type says where one is missing. */
const keys = Object.keys({
  at: 0,
  request: 0,
  version: 0,
  verb: 0,
  event: 0,
  state: 0,
  operation: 0,
  environment: 0,
  account: 0,
  region: 0,
  asker: 0,
  askerName: 0,
  by: 0,
  byName: 0,
  channel: 0,
  reason: 0,
  comment: 0,
  plan: 0,
  policies: 0,
  decidedBy: 0,
  freezes: 0,
  breakGlass: 0,
  setAside: 0,
  approvers: 0,
  steppedUp: 0,
  wave: 0,
  targets: 0,
  sessions: 0,
  aws: 0,
  note: 0,
} satisfies Record<keyof AuditRow, 0>) as (keyof AuditRow)[];

export const csvHeading = ['id', 'mac', ...keys].join(',');

/** One record of RFC 4180. An entry that is no row has its text in the last cell. */
export function csvLine({ id, mac, row, fields }: Entry): string {
  const values = row ? keys.map((key) => row[key]) : keys.map((key) => (key === 'note' ? `unread: ${JSON.stringify(fields)}` : undefined));
  return [id, mac, ...values].map(cell).join(',');
}

/** Lists are parted by semicolons: ids and ARNs have none. */
function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join('; ') : String(value ?? '');
  // A spreadsheet runs what begins so, also after blanks: with an apostrophe in front it is text.
  const safe = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
