import { allSteps, type Runbook, type RunbookStep, runbookIn } from '../content.ts';
import { isUnreadable, readTree } from '../tree.ts';
import { checkAction } from './action.ts';
import type { Finding } from './finding.ts';
import { checkFlow } from './flow.ts';
import { checkParameters } from './parameters.ts';
import { checkReferences } from './references.ts';
import { checkStep } from './step.ts';
import { checkWaits } from './waits.ts';
import { checkWhole } from './whole.ts';

// More than anybody reads; a text of nothing but faults has thousands.
const mostFindings = 200;

/**
 * What is wrong in a runbook's text, JSON or YAML, and what could be better: by lines, errors first within a line. No errors: AWS
 * can be asked to take it. Total: whatever the text is, it throws nothing.
 */
export function checkRunbook(text: string): readonly Finding[] {
  const tree = readTree(text);
  if (isUnreadable(tree)) return [{ ...tree, level: 'error' }];
  const { value } = tree;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ line: 1, level: 'error', words: 'This is no runbook.', fix: 'At its top stand schemaVersion: "0.3" and mainSteps.' }];
  const runbook = runbookIn(tree);
  const found = [
    ...checkWhole(runbook),
    ...checkParameters(runbook),
    ...inSteps(runbook),
    ...flows(runbook.steps, runbook),
    ...checkReferences(runbook),
  ];
  const errors = found.filter(({ level }) => level === 'error');
  const kept = [...errors, ...found.filter(({ level }) => level === 'advice')].slice(0, mostFindings);
  return kept.sort((a, b) => a.line - b.line || (a.level === b.level ? 0 : a.level === 'error' ? -1 : 1));
}

function inSteps(runbook: Runbook): Finding[] {
  const all = allSteps(runbook.steps);
  const names = all.map(({ name }) => name);
  const first = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (first.has(name) ? twice : first).add(name);
  return all.flatMap((step) => [...checkStep(step, twice, runbook), ...checkAction(step, runbook), ...checkWaits(step, runbook)]);
}

const flows = (steps: readonly RunbookStep[], runbook: Runbook): Finding[] => [
  ...checkFlow(steps, runbook),
  ...steps.flatMap((step) => flows(step.steps, runbook)),
];
