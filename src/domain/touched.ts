import type { Request } from './request.ts';

/** Where something was begun, so where a rollback has something to undo. */
export function touchedBy(request: Request): Set<string> {
  const touched = new Set<string>();
  for (const [i, record] of request.waves.entries()) {
    const wave = request.plan?.waves[i];
    if (!wave || wave.undo || !record.execution) continue;
    const spared = new Set([...record.gone, ...(record.execution.idle ?? [])]);
    for (const target of wave.targets) if (!spared.has(target)) touched.add(target);
  }
  return touched;
}

/** The targets on which it failed; those are what a retry is for. */
export const failedOn = (request: Request): string[] =>
  request.waves.flatMap(({ execution }, i) => {
    const wave = request.plan?.waves[i];
    if (!wave || wave.undo) return [];
    // What failed can be a step of the whole, too: there is nothing to do again for it alone.
    return execution?.failures.map(({ target }) => target).filter((target) => wave.targets.includes(target)) ?? [];
  });

export interface TargetState {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** Each target of the plan and how it stands, failed ones first, as far as the record knows. */
export function targetStates(request: Request): TargetState[] {
  const states = new Map<string, string>();
  for (const [i, record] of request.waves.entries()) {
    const wave = request.plan?.waves[i];
    if (!wave || wave.undo) continue;
    const over = record.state === 'succeeded' || record.state === 'failed' || record.state === 'cancelled';
    for (const id of wave.targets)
      states.set(id, over && record.execution ? 'succeeded' : record.state === 'running' ? 'running or waiting' : record.state);
    for (const id of record.execution?.idle ?? []) states.set(id, 'not begun');
    for (const id of record.gone) states.set(id, 'not sent: not reachable');
    for (const { target, status, exitCode } of record.execution?.failures ?? [])
      states.set(target, exitCode === undefined ? `failed: ${status}` : `failed: exit ${exitCode}`);
  }
  const rank = (state: string) => (state.startsWith('failed') ? 0 : state === 'succeeded' ? 2 : 1);
  return (request.plan?.targets ?? [])
    .map(({ id, name = '', out }) => ({ id, name, state: out === undefined ? (states.get(id) ?? '') : `not sent: ${out}` }))
    .sort((a, b) => rank(a.state) - rank(b.state));
}
