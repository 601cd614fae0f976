import type { Plan } from '../../src/domain/plan.ts';
import type { Request } from '../../src/domain/request.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import { brokenLinks, type Row } from './chain.ts';
import { fills } from './oracle.ts';
import { rights } from './rules.ts';
import { type Call, keyring, minute, standing, type World } from './world.ts';

const timeOf = ({ at }: AuditRow): number => Date.parse(at);
const over: readonly AuditRow['event'][] = ['rejected', 'expired', 'discarded', 'denied', 'refused', 'cancel-asked', 'finished'];

/** Who stands behind the plan that was asked for last: each with the groups of the ask and of the click. */
function behind(world: World, rows: readonly AuditRow[]) {
  const asked = rows.findLast(({ event }) => event === 'planned' || event === 'drifted');
  const then = standing(world, asked ? timeOf(asked) : 0);
  let agreeing: { id: string; groups: string[] }[] = [];
  for (const row of asked ? rows.slice(rows.indexOf(asked) + 1) : []) {
    const id = row.by ?? '';
    if (row.event === 'approved' || row.event === 'approval-withdrawn') agreeing = agreeing.filter((each) => each.id !== id);
    if (row.event !== 'approved' || row.plan !== asked?.plan || id === row.asker) continue;
    const now = standing(world, timeOf(row));
    const groups = Object.keys(now.groups).filter((group) => now.groups[group]?.includes(id) && then.groups[group]?.includes(id));
    agreeing.push({ id, groups });
  }
  const confirmed = rows.some(({ event, by, asker, plan }) => event === 'confirmed' && by === asker && plan === asked?.plan);
  return { plan: asked?.plan, role: then.environment.roles.operate, agreeing, confirmed };
}

/** Why this call must never have been made; empty: it may. Asked at the call itself. */
export function wrongWithStart(world: World, all: readonly Row[], request: Request, { key, wave }: Call, glass: boolean): string[] {
  const rows = all.filter(({ read }) => read.request === request.id).map(({ read }) => read);
  const { plan, role, agreeing, confirmed } = behind(world, rows);
  const { groups, gone, silent, rule, environment } = standing(world);
  const asker = request.asker.id;
  const isIn = (group: string) => groups[group]?.includes(asker) === true;
  const index = Number(key.split(':')[2]) - 1;
  const agreed = (request.plan as Plan).waves[index];
  const undone = rows.some(({ event }) => event === 'undo-asked');
  const needs = rule.needs((request.plan as Plan).targets.length);
  const nobody = needs.some((terms) => Object.keys(terms).length === 0);
  const enough = glass ? isIn(rights.glass) && confirmed : nobody ? confirmed || agreeing.length > 0 : fills(needs, agreeing);
  const earlier = world.calls.filter((call) => call.key === key);
  const faults: [boolean, string][] = [
    [silent || gone.includes(asker), 'the asker could not be looked up, or is deactivated'],
    [!rule.open || !isIn(rights.run), 'policy does not grant it'],
    [!enough, `those who agreed do not meet it: ${JSON.stringify({ needs, agreeing, confirmed, glass })}`],
    [rows.some(({ event }) => over.includes(event)), 'it was over'],
    [plan !== request.hash, 'what starts is not what was asked for last'],
    [agreed?.undo === true && !undone, 'nobody asked for the rollback'],
    [JSON.stringify(wave.call) !== JSON.stringify(agreed?.call), 'the call is not the plan’s'],
    [!wave.targets.every((id) => agreed?.targets.includes(id) && world.targets.includes(id)), 'a target is not the plan’s, or not there'],
    [request.plan?.pins.document !== String(world.document), 'the document is another one'],
    [role !== environment.roles.operate, 'the role is another one'],
    [earlier.some(({ refused }) => !refused), 'it was sent before, or may have been'],
  ];
  return faults.flatMap(([wrong, why]) => (wrong ? [`${key} started, but ${why}`] : []));
}

/** What is wrong with what became of a request: its chain, who did what, what was repeated. */
export function wrongWithRows(world: World, all: readonly Row[], request: Request): string[] {
  const own = all.filter(({ read }) => read.request === request.id).map(({ read }) => read);
  const faults = brokenLinks(keyring, all, request);
  if (request.approvals.some(({ hash }) => hash !== request.hash)) faults.push(`${request.id} holds an approval of another plan`);
  for (const [i, row] of own.entries()) {
    const before = own.slice(0, i);
    if (!mayHave(world, before, row)) faults.push(`${row.by} may not have ${row.event} ${request.id} (row ${i + 1})`);
    if (row.event === 'starting' && mayBeSent(before, row.wave)) faults.push(`wave ${row.wave} of ${request.id} began twice`);
  }
  return faults;
}

/** A wave that began and of which AWS did not say that it took nothing. */
const mayBeSent = (rows: readonly AuditRow[], wave: number | undefined): boolean =>
  rows.findLast((row) => row.wave === wave && (row.event === 'starting' || row.event === 'put-off'))?.event === 'starting';

/** Whether whoever stands in the row could do that at that time. */
function mayHave(world: World, before: readonly AuditRow[], row: AuditRow): boolean {
  const { by = '', asker, event } = row;
  const then = standing(world, timeOf(row));
  const may = (group: string) => !then.silent && !then.gone.includes(by) && then.groups[group]?.includes(by) === true;
  // Half an hour for the yes, and half an hour for the others: the waits of the desk.
  const late = (from: readonly AuditRow['event'][]) => {
    const since = before.findLast((each) => from.includes(each.event));
    return since === undefined || timeOf(row) - timeOf(since) >= 30 * minute;
  };
  if (event === 'confirmed') return by === asker && !late(['planned', 'drifted']);
  if (event === 'verdict-given') return !late(['confirmed', 'drifted']);
  if (event === 'approved' || event === 'rejected') {
    const asked = before.findLast((each) => each.event === 'planned' || each.event === 'drifted');
    const at = standing(world, asked ? timeOf(asked) : 0);
    // Whom the policy wanted when it was asked, of many targets: the largest that it can ask for.
    const wanted = at.rule.needs(99).flatMap((terms) => Object.keys(terms));
    const inBoth = asked !== undefined && wanted.some((group) => may(group) && at.groups[group]?.includes(by));
    return by !== asker && inBoth && asked?.plan === row.plan;
  }
  if (event === 'approval-withdrawn') return before.some((each) => each.event === 'approved' && each.by === by);
  if (event === 'cancel-asked' || event === 'settled' || event === 'discarded') return by === asker || may(rights.stop);
  // Without a person it is the plan that undoes itself, or the sweep that ends it.
  if (event === 'undo-asked' || event === 'finished') return row.by === undefined || by === asker || may(rights.stop);
  return event !== 'review-closed' || (by !== asker && may(rights.review));
}
