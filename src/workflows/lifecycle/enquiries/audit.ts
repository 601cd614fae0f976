import { z } from 'zod';
import type { Asker, Enquiry } from '../../../domain/enquiry.ts';
import { type Part, text } from '../../../domain/part.ts';
import type { Person } from '../../../domain/person.ts';
import { shortId } from '../../../domain/request.ts';
import { DeniedError, UserError } from '../../../errors.ts';
import type { Entry } from '../../../store/audit/entry.ts';
import type { AuditRow } from '../../../store/audit.ts';
import { mayAct } from '../decide.ts';
import type { Desk } from '../desk.ts';
import { chainOf } from './audit-chain.ts';
import { cells, columns } from './audit-words.ts';

const pageSize = 15;
const atOnce = 100;
/** So many rows are looked through for a page, and so many of the latest for a person's name. */
const lookedThrough = 2_000;
const mostSkipped = 10_000;
const dayMs = 24 * 3_600_000;

const input = z.object({
  what: z.string().max(100, 'write today, a person or the id of a request').optional(),
  skip: z
    .number()
    .int()
    .min(0)
    .max(mostSkipped, `only the latest ${mostSkipped} rows are shown here; ssm-chatops audit export has all`)
    .optional(),
});

/** Who did what, as the audit has it: the rows of environments whose audit this person may read, and of their own requests. */
export const audit: Enquiry<Desk, typeof input> = {
  name: 'request.audit',
  words: 'audit',
  title: 'Read the audit',
  input,
  form: {
    what: {
      kind: 'text',
      label: 'Today, a person or a request',
      at: 'words',
      optional: true,
      example: 'today',
      hint: '"today", a person (@name or Slack id), or the id of a request or schedule. Without it: the latest rows.',
    },
    skip: { kind: 'number', label: 'Leave out so many', optional: true, example: '15' },
  },
  async answer(desk, { what, skip = 0 }, asking) {
    const reader: Reader = { desk, asking, person: await desk.people.person(asking.by.id, asking.by.team), known: new Map() };
    const words = what?.trim().toLowerCase() ?? '';
    if (/^[0-9a-f]{4,32}$/.test(words)) return ofOne(reader, words, skip);
    const who = words === '' || words === 'today' ? undefined : await personOf(desk, what?.trim() ?? '');
    const since = words === 'today' ? desk.clock.now() - dayMs : 0;
    const source: Source = who === undefined ? desk.audit.latest : (from, count) => desk.audit.ofPerson(who, from, count);
    const { rows, next, more } = await pageOf(reader, source, skip, since);
    if (rows.length === 0)
      return [
        text(
          'There are no such rows of the audit that you may read: those of your own requests, and of environments whose audit policy lets you read.',
        ),
      ];
    const heading = `The audit, latest first: ${who === undefined ? (words === 'today' ? 'the last 24 hours' : 'all') : `what ${what} did and asked for`}.`;
    return [text(heading), ...drawn(desk, rows, more ? `/ssm audit ${what ? `${what} ` : ''}--skip ${next}` : undefined)];
  },
};

interface Reader {
  readonly desk: Desk;
  readonly asking: Asker;
  readonly person: Person;
  /** What was decided for an environment in this answer: a page may look through thousands of rows. */
  readonly known: Map<string, boolean>;
}

/** Rows latest first, after `skip` of them. */
type Source = (skip: number, count: number) => Promise<Entry[]>;

/** All rows of one request or schedule, and whether its chain is whole now. */
async function ofOne(reader: Reader, start: string, skip: number): Promise<readonly Part[]> {
  const { desk, asking } = reader;
  const { held, entries } = await chainOf(desk, start);
  const { kind, record, environment, person } = held;
  if (person !== asking.by.id) mayReadAudit(reader, environment);
  const wrong = desk.audit.check(record, entries);
  const count = `${entries.length} ${entries.length === 1 ? 'row' : 'rows'}`;
  const chain = wrong
    ? `and the chain is not whole: ${wrong.what} Tell whoever answers for security; "ssm-chatops audit verify" tells all.`
    : 'chain whole.';
  const rows = entries.flatMap(({ row }) => row ?? []).slice(skip, skip + pageSize);
  const next = skip + pageSize;
  const more = next < entries.length ? `/ssm audit ${record.id} --skip ${next}` : undefined;
  const { account, region } = desk.environments.find(({ name }) => name === environment) ?? {};
  const where = [environment, account, region].filter(Boolean).join(', ');
  return [text(`Audit of ${kind} ${shortId(record.id)} on ${where}: ${count}, ${chain}`), ...drawn(desk, rows, more)];
}

/** The person's id: as it is, or of whoever has that name in the latest rows. */
async function personOf(desk: Desk, said: string): Promise<string> {
  const name = said.replace(/^@/, '');
  if (/^[UW][A-Z0-9]{4,}$/i.test(name) && name.toUpperCase() === name) return name;
  if (name === said)
    throw new UserError(
      `"${said}" is neither "today", nor a person, nor the id of a request. A person is written @name or as Slack's id: U012ABCDEF.`,
    );
  const rows = (await desk.audit.latest(0, lookedThrough)).flatMap(({ row }) => row ?? []);
  const same = (other: string | undefined) => other?.toLowerCase() === name.toLowerCase();
  const ids = rows.flatMap((row) => [...(same(row.askerName) ? [row.asker] : []), ...(same(row.byName) && row.by ? [row.by] : [])]);
  const [id, other] = [...new Set(ids)];
  const way = "Write Slack's id instead, from the person's profile, Copy member ID: /ssm audit U012ABCDEF.";
  if (id === undefined) throw new UserError(`Nobody called ${said} is in the latest ${rows.length} rows of the audit. ${way}`);
  if (other !== undefined) throw new UserError(`Several people are called ${said}: ${[...new Set(ids)].join(', ')}. ${way}`);
  return id;
}

/** The next rows that this person may read. Rows that only say how far something is stand with the request alone. */
async function pageOf(reader: Reader, source: Source, skip: number, since: number) {
  const rows: AuditRow[] = [];
  let next = skip;
  while (rows.length < pageSize && next < skip + lookedThrough) {
    const page = await source(next, atOnce);
    for (const { row } of page) {
      if (rows.length === pageSize) return { rows, next, more: true };
      next += 1;
      if (!row) continue;
      if (Date.parse(row.at) < since) return { rows, next, more: false };
      if (row.verb !== 'progressed' && isReadable(reader, row)) rows.push(row);
    }
    if (page.length < atOnce) return { rows, next, more: false };
  }
  return { rows, next, more: true };
}

function isReadable(reader: Reader, { asker, environment }: AuditRow): boolean {
  const { known } = reader;
  if (!known.has(environment)) known.set(environment, isGranted(reader, environment));
  return asker === reader.asking.by.id || known.get(environment) === true;
}

function isGranted(reader: Reader, environment: string): boolean {
  try {
    mayReadAudit(reader, environment);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}

/** Throws DeniedError; also where the configuration has that environment no more, so that nobody can be given the right. */
function mayReadAudit({ desk, asking, person }: Reader, name: string): void {
  const env = desk.environments.find((each) => each.name === name);
  if (!env) throw new DeniedError(`There is no environment "${name}" any more. "ssm-chatops audit export" has its rows.`);
  mayAct(desk, person, 'audit.read', env, asking.channel.name);
}

function drawn(desk: Desk, rows: readonly AuditRow[], line: string | undefined): Part[] {
  const titleOf = (name: string) => desk.operations.find((each) => each.name === name)?.title ?? name;
  const table: Part = { kind: 'table', columns, rows: rows.map((row) => cells(row, titleOf(row.operation))) };
  return line === undefined ? [table] : [table, { kind: 'lines', lines: [{ label: 'More', line }] }];
}
