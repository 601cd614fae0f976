import { allSteps, type Runbook, type RunbookStep } from './content.ts';
import { type HowLong, howLong } from './how-long.ts';
import { type Effect, effectOf } from './iam-names.ts';
import { rightsOf, stepEffect } from './step-rights.ts';
import { stepWords } from './step-words.ts';

export interface AboutStep {
  /** '2', and within a loop '2.1'. */
  readonly number: string;
  readonly name: string;
  /** 'run AWS-RunPatchBaseline on {{ InstanceId }}, goes on if it fails'. */
  readonly words: string;
  readonly effect: Effect;
}

/** What IAM's actions of a service do: 'ec2', destructive, ['StopInstances']. */
export interface AboutChange {
  readonly service: string;
  readonly effect: Effect;
  readonly actions: readonly string[];
}

/** What a runbook does, as plain data from outside: whoever draws it escapes and bounds it. */
export interface About {
  readonly description?: string | undefined;
  /** `standard`: its default in words; undefined: it must be given. */
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly standard?: string | undefined;
    readonly description?: string | undefined;
  }[];
  readonly steps: readonly AboutStep[];
  /** What its steps call, the destructive first, then what changes something, then what only reads. */
  readonly calls: readonly AboutChange[];
  /** What it does besides, which only others know: 'installPatches: what AWS-RunPatchBaseline does on the instances'. */
  readonly beyond: readonly string[];
  /** The worst of its steps. */
  readonly effect: Effect;
  /** As the runbook says it: an ARN, or a reference to a parameter; undefined: as whoever starts it. */
  readonly assumeRole?: string | undefined;
  /** Names of steps that wait for people. */
  readonly approvals: readonly string[];
  readonly pauses: readonly string[];
  readonly time: HowLong;
}

const order: readonly Effect[] = ['destructive', 'change', 'read'];

/** What a runbook does, for people to read before they start it. Total. */
export function aboutRunbook(runbook: Runbook): About {
  const all = allSteps(runbook.steps);
  const effects = all.map(stepEffect);
  const waiting = (action: string) => all.filter((step) => step.action === action).map(({ name }) => name);
  return {
    description: runbook.description?.trim() || undefined,
    parameters: [...runbook.parameters.values()].map(({ name, type, description, default: standard }) => ({
      name,
      type,
      standard: standard === undefined ? undefined : standardWords(standard),
      description: description?.trim() || undefined,
    })),
    steps: numbered(runbook.steps, ''),
    calls: callsOf(all),
    beyond: all.flatMap((step) => {
      const { beyond } = rightsOf(step);
      return beyond === undefined ? [] : [`${step.name || step.action}: ${beyond}`];
    }),
    effect: order.find((effect) => effects.includes(effect)) ?? 'read',
    assumeRole: runbook.assumeRole?.trim() || undefined,
    approvals: waiting('aws:approve'),
    pauses: waiting('aws:pause'),
    time: howLong(runbook.steps),
  };
}

const numbered = (steps: readonly RunbookStep[], before: string): AboutStep[] =>
  steps.flatMap((step, index) => {
    const number = `${before}${index + 1}`;
    return [
      { number, name: step.name || '(no name)', words: stepWords(step), effect: stepEffect(step) },
      ...numbered(step.steps, `${number}.`),
    ];
  });

function callsOf(steps: readonly RunbookStep[]): AboutChange[] {
  const all = [...new Set(steps.flatMap((step) => rightsOf(step).actions))].sort();
  return order.flatMap((effect) => {
    const byService = new Map<string, string[]>();
    for (const action of all.filter((each) => effectOf(each) === effect)) {
      const [service = '', name = ''] = action.split(':');
      byService.set(service, [...(byService.get(service) ?? []), name]);
    }
    return [...byService].map(([service, names]) => ({ service, effect, actions: names }));
  });
}

const standardWords = (standard: unknown): string => {
  const words = Array.isArray(standard) && standard.every((each) => typeof each === 'string') ? standard.join(', ') : undefined;
  return words ?? (typeof standard === 'string' ? standard : JSON.stringify(standard));
};
