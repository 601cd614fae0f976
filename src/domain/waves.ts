import { ConflictError } from '../errors.ts';
import { type Execution, isOver } from './execution.ts';
import type { Request, State, WaveRecord } from './request.ts';

/** A wave of which nothing was done yet. */
export const newWave: WaveRecord = { state: 'pending', refusals: 0, gone: [] };
const live: readonly WaveRecord['state'][] = ['starting', 'running', 'unknown'];

/** Those that were not begun are not begun any more. */
export const skipRest = ({ waves }: Request, note: string): Pick<Request, 'waves'> => ({
  waves: waves.map((wave) => (wave.state === 'pending' ? { ...wave, state: 'skipped', note } : wave)),
});

/** Throws ConflictError where one is being sent, runs, or nobody knows. */
export function noneIsLive({ waves }: Request): void {
  const busy = waves.findIndex(({ state }) => live.includes(state));
  if (busy >= 0) throw new ConflictError(`Wave ${busy + 1} is ${waves[busy]?.state} yet.`);
}

/** The waves with a change of one, which must be in one of these states. Throws ConflictError where it is in another. */
export function inWave(request: Request, index: number, from: readonly WaveRecord['state'][], next: Partial<WaveRecord>) {
  const wave = request.waves[index];
  if (!wave || !from.includes(wave.state)) throw new ConflictError(`Wave ${index + 1} is ${wave?.state ?? 'not there'}.`);
  return { waves: request.waves.map((other, i) => (i === index ? { ...wave, ...next } : other)) };
}

/** A wave that AWS is doing, or has done. */
export const followed = (execution: Execution): Partial<WaveRecord> => ({
  state: isOver(execution) ? (execution.status as 'succeeded' | 'failed' | 'cancelled') : 'running',
  execution,
});

/** A wave with what is new of it in AWS. */
export function progress(wave: WaveRecord, executions: readonly Execution[]): WaveRecord {
  const news = wave.state === 'running' ? executions.find((execution) => execution.id === wave.execution?.id) : undefined;
  return news ? { ...wave, ...followed(news) } : wave;
}

export const isUndo = (request: Request, wave: number): boolean => request.plan?.waves[wave]?.undo === true;
export const hasUndo = (request: Request): boolean => request.plan?.waves.some((wave) => wave.undo) ?? false;

/** The waves that do what was asked, without those that would undo it. */
export const doing = (request: Request): WaveRecord[] => request.waves.filter((_, i) => !isUndo(request, i));
export const undoing = (request: Request): WaveRecord[] => request.waves.filter((_, i) => isUndo(request, i));

/** How a request whose waves are all over has ended. A rollback changes nothing of that: what was asked has failed. */
export function outcomeOf(request: Request): State {
  const toEnd = request.undoing ? request.waves : doing(request);
  const open = toEnd.find((wave) => !['succeeded', 'failed', 'cancelled', 'skipped'].includes(wave.state));
  if (open) throw new ConflictError(`A wave is ${open.state} yet.`);
  if (request.cancelledBy) return 'cancelled';
  return doing(request).every((wave) => wave.state === 'succeeded') ? 'succeeded' : 'failed';
}
