import type { Execution, Step } from './execution.ts';
import type { Request } from './request.ts';

/** A step that waits for people, or did. */
export interface Prompt {
  readonly wave: number;
  readonly execution: Execution;
  readonly step: Step;
}

/** Every step at which AWS asked people, in the order of the steps. */
export const promptsOf = ({ waves }: Pick<Request, 'waves'>): Prompt[] =>
  waves.flatMap(({ execution }, wave) =>
    (execution?.steps ?? []).flatMap((step) => (execution && step.asks && step.status !== 'pending' ? [{ wave, execution, step }] : [])),
  );

/** Those that nobody answered yet. */
export const openPrompts = (request: Pick<Request, 'waves'>): Prompt[] =>
  promptsOf(request).filter(({ wave, step }) => step.status === 'waiting' && request.waves[wave]?.state === 'running');

/** The first of them that is called out once more, and when. */
export function nextNudge(request: Pick<Request, 'waves'>, afterMs: number): (Prompt & { readonly at: number }) | undefined {
  const waiting = openPrompts(request).filter(({ wave, step }) => !request.waves[wave]?.nudged?.includes(step.id));
  return waiting.map((prompt) => ({ ...prompt, at: (prompt.step.startedAt ?? 0) + afterMs })).sort((a, b) => a.at - b.at)[0];
}
