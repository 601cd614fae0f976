import { listOf, mapOf, type RunbookStep, textOf } from './content.ts';

/** Where a step may go. `to`: the place of another step in the same list; undefined: to the end. */
export interface Way {
  readonly to: number | undefined;
  readonly when: 'done' | 'failed' | 'cancelled';
}

/** The ways out of each step of a list, in the list's order. What is named and does not exist leads nowhere. */
export function waysOf(steps: readonly RunbookStep[]): readonly (readonly Way[])[] {
  const places = new Map(steps.map(({ name }, index) => [name, index]));
  return steps.map((step, index) => {
    const next = index + 1 < steps.length ? index + 1 : undefined;
    const named = (name: string | undefined): number[] => {
      const at = name === undefined ? undefined : places.get(name);
      return at === undefined ? [] : [at];
    };
    const onward = step.isEnd ? [undefined] : step.nextStep === undefined ? [next] : named(step.nextStep);
    const targets = targetsOf(step);
    // A branch without a default goes on where no choice holds.
    const done = targets.choices.length === 0 || targets.otherwise === undefined ? onward : [];
    const chosen = [...targets.choices, targets.otherwise].flatMap(named);
    const { onFailure = 'Abort', onCancel = 'Abort' } = step;
    const failed = onFailure === 'Continue' ? onward : onFailure === 'Abort' ? [undefined] : named(stepNamed(onFailure));
    return [
      ...[...chosen, ...done].map((to): Way => ({ to, when: 'done' })),
      ...failed.map((to): Way => ({ to, when: 'failed' })),
      ...named(stepNamed(onCancel)).map((to): Way => ({ to, when: 'cancelled' })),
    ];
  });
}

/** 'step:NAME' -> NAME. */
export const stepNamed = (words: string): string | undefined => (words.startsWith('step:') ? words.slice('step:'.length) : undefined);

/** What a branch names. */
export function targetsOf({ action, inputs }: RunbookStep): {
  readonly choices: readonly string[];
  readonly otherwise?: string | undefined;
} {
  if (action !== 'aws:branch') return { choices: [] };
  const choices = listOf(inputs.Choices).map((choice) => textOf(mapOf(choice).NextStep));
  return { choices: choices.filter((each) => each !== undefined), otherwise: textOf(inputs.Default) };
}

/** The places that can be come to from one, itself included. */
export function reached(ways: readonly (readonly Way[])[], from: number): ReadonlySet<number> {
  const seen = new Set([from]);
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { to } of ways[at] ?? []) {
      if (to === undefined || seen.has(to)) continue;
      seen.add(to);
      waiting.push(to);
    }
  }
  return seen;
}

/** The places from which it can end without a failure. */
export function ending(ways: readonly (readonly Way[])[]): ReadonlySet<number> {
  const before = new Map<number | undefined, number[]>();
  for (const [from, each] of ways.entries()) {
    for (const { to, when } of each) {
      // To end by a failure is no end.
      if (to === undefined && when !== 'done') continue;
      const known = before.get(to);
      if (known) known.push(from);
      else before.set(to, [from]);
    }
  }
  const seen = new Set<number>();
  const waiting = [...(before.get(undefined) ?? [])];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    waiting.push(...(before.get(at) ?? []));
  }
  return seen;
}
