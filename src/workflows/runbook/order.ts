import { allSteps, type RunbookStep } from './content.ts';
import { reached, waysOf } from './flow.ts';

/** Whether a step of this name can have run before another. Within a loop all can: it comes round again. */
export function orderOf(steps: readonly RunbookStep[]): (name: string, step: RunbookStep) => boolean {
  const ways = waysOf(steps);
  const places = new Map(steps.flatMap((step, index) => allSteps([step]).map(({ path }): [string, number] => [path.join(), index])));
  const named = new Map(steps.flatMap((step, index) => allSteps([step]).map(({ name }): [string, number] => [name, index])));
  const after = new Map<number, ReadonlySet<number>>();
  return (name, step) => {
    const from = named.get(name);
    const to = places.get(step.path.join());
    if (from === undefined || to === undefined) return false;
    if (from === to) return step.path.length > 2 || (steps[from]?.steps.length ?? 0) > 0 || comesBack(from);
    return afterOf(from).has(to);
  };
  function afterOf(from: number): ReadonlySet<number> {
    const known = after.get(from) ?? reached(ways, from);
    after.set(from, known);
    return known;
  }
  function comesBack(from: number): boolean {
    return (ways[from] ?? []).some(({ to }) => to !== undefined && afterOf(to).has(from));
  }
}
