import { fingerprint } from '../../../domain/plan.ts';
import { shortId } from '../../../domain/request.ts';
import type { AuditRow } from '../../../store/audit.ts';

export const columns = ['Time', 'Who', 'Did', 'Request', 'Where', 'What'] as const;

/** A page of rows must fit into one message. */
const longest = 240;

/** A row as people read it. `title`: what the operation is called. */
export const cells = (row: AuditRow, title: string): string[] => [
  `${row.at.slice(0, 19).replace('T', ' ')} UTC`,
  whoOf(row),
  row.verb,
  `${shortId(row.request)} of ${row.askerName}`,
  row.environment,
  whatOf(row, title),
];

/** Rows of nobody are the bot's own: it goes on with what was agreed. */
const whoOf = ({ by, byName }: AuditRow): string => (by === undefined ? 'the bot' : `@${byName ?? by}`);

const decided: readonly AuditRow['verb'][] = ['planned', 'confirmed', 'break-glass', 'approved', 'asked-again'];
const begun: readonly AuditRow['verb'][] = ['starting', 'started', 'incomplete'];

function whatOf(row: AuditRow, title: string): string {
  const { verb, wave, targets, plan, freezes, setAside } = row;
  const isDecided = decided.includes(verb);
  const isBegun = begun.includes(verb);
  const parts = [
    verb === 'requested' && title,
    verb === 'requested' && row.channel && `in ${row.channel}`,
    quoted(row.reason),
    quoted(row.comment),
    row.note,
    wave !== undefined && `wave ${wave + 1}`,
    targets !== undefined && `${targets} ${targets === 1 ? 'target' : 'targets'}`,
    isDecided && plan && `plan ${fingerprint(plan)}`,
    isDecided && freezes && `during ${freezes.join(', ')}`,
    verb === 'break-glass' && setAside && `without ${setAside}`,
    verb !== 'break-glass' && isBegun && row.breakGlass && 'glass broken',
    row.steppedUp && 'with a code',
    isBegun && row.sessions && `session ${row.sessions.map((arn) => arn.split('/').at(-1)).join(', ')}`,
    isBegun && row.aws?.join(', '),
  ];
  const words = parts.filter(Boolean).join(', ');
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}

const quoted = (words: string | undefined): string | undefined => words && `“${words}”`;
