import type { Node } from '../node.ts';
import { interpret, type ScriptResult } from './script.ts';
import { type Step, skipped } from './step.ts';

/** What one step came to, or why the agent passed over it. */
export interface StepOutcome extends Omit<ScriptResult, 'seconds'> {
  readonly name: string;
  readonly skipped?: string;
}

/** What one run of a document on one machine comes to. */
export interface Outcome {
  readonly steps: readonly StepOutcome[];
  /** The first code that is not 0. */
  readonly exitCode: number;
  readonly seconds: number;
  /** It never ends by itself: only executionTimeout ends it. */
  readonly hangs?: boolean;
}

/** A scripted outcome: when it applies, and what it changes about the ordinary one. */
export interface OutcomeRule {
  /** A regular expression that the script's text must match. */
  readonly script?: string;
  readonly flags?: string;
  readonly instance?: string;
  /** Only the n-th machine of the command (1 is the first). */
  readonly nth?: number;
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly seconds?: number;
  readonly hangs?: boolean;
  /** How many runs it applies to; without it, all. */
  times?: number;
}

const applies = (rule: OutcomeRule, script: string, node: Node, position: number) =>
  rule.times !== 0 &&
  (rule.script === undefined || new RegExp(rule.script, rule.flags).test(script)) &&
  (rule.instance === undefined || rule.instance === node.id) &&
  (rule.nth === undefined || rule.nth === position);

function scripted(rule: OutcomeRule, ordinary: ScriptResult): ScriptResult {
  return {
    exitCode: rule.exitCode ?? (rule.stdout === undefined && rule.stderr === undefined ? ordinary.exitCode : 0),
    stdout: rule.stdout ?? (rule.exitCode ? '' : ordinary.stdout),
    stderr: rule.stderr ?? (rule.exitCode ? '' : ordinary.stderr),
    seconds: rule.seconds ?? ordinary.seconds,
  };
}

/** Decides a run: the newest rule that applies speaks for the first step that runs, the little interpreter for the others. A failed step does not keep the next from running. */
export function outcomeOf(rules: readonly OutcomeRule[], steps: readonly Step[], node: Node, region: string, position: number): Outcome {
  const running = steps.filter((step) => skipped(step, node) === undefined);
  const rule = rules.find((each) => applies(each, running.flatMap(({ lines }) => lines).join('\n'), node, position));
  if (rule?.times !== undefined) rule.times -= 1;
  let seconds = 0;
  const outcomes = steps.map((step): StepOutcome => {
    const why = skipped(step, node);
    if (why !== undefined) return { name: step.name, skipped: why, exitCode: 0, stdout: '', stderr: '' };
    const ordinary = interpret(step.lines, { node, region, directory: step.directory });
    const { seconds: took, ...result } = rule && step === running[0] ? scripted(rule, ordinary) : ordinary;
    seconds += took;
    return { name: step.name, ...result };
  });
  const exitCode = outcomes.find((each) => each.exitCode !== 0)?.exitCode ?? 0;
  return { steps: outcomes, exitCode, seconds, hangs: rule?.hangs ?? false };
}
