import type { Node } from '../node.ts';
import { interpret } from './script.ts';

/** What one run of a script on one machine comes to. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Body time that the script takes. */
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

/** Decides a run: the newest rule that applies, else what the little interpreter says. */
export function outcomeOf(rules: readonly OutcomeRule[], lines: readonly string[], node: Node, region: string, position: number): Outcome {
  const ordinary = interpret(lines, node, region);
  const rule = rules.find((each) => applies(each, lines.join('\n'), node, position));
  if (!rule) return ordinary;
  if (rule.times !== undefined) rule.times -= 1;
  return {
    exitCode: rule.exitCode ?? (rule.stdout === undefined && rule.stderr === undefined ? ordinary.exitCode : 0),
    stdout: rule.stdout ?? (rule.exitCode ? '' : ordinary.stdout),
    stderr: rule.stderr ?? (rule.exitCode ? '' : ordinary.stderr),
    seconds: rule.seconds ?? ordinary.seconds,
    hangs: rule.hangs ?? false,
  };
}
