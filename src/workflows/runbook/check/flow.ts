import { listOf, type Runbook, type RunbookStep } from '../content.ts';
import { ending, reached, stepNamed, targetsOf, waysOf } from '../flow.ts';
import { checkChoice } from './choice.ts';
import { type Finding, instead, oneOf, short } from './finding.ts';

/** Where the steps of a list lead: targets that do not exist, steps that never run, circles without an end. */
export function checkFlow(steps: readonly RunbookStep[], runbook: Runbook): Finding[] {
  const names = steps.map(({ name }) => name).filter((name) => name !== '');
  const ways = waysOf(steps);
  const all = steps.flatMap((step) => targetFindings(step, names, runbook));
  if (steps.length === 0) return all;
  const runs = reached(ways, 0);
  const never = steps.filter((_step, index) => !runs.has(index));
  return [
    ...all,
    ...never.map(
      ({ name, line }): Finding => ({
        line,
        step: name || undefined,
        level: 'advice',
        words: 'No step leads here: it never runs.',
        fix: `Name it as nextStep, in a choice or as onFailure: step:${short(name)} of a step that should lead here, or take it out.`,
      }),
    ),
    ...circleFindings(steps, ways, runs),
  ];
}

function targetFindings(step: RunbookStep, names: readonly string[], runbook: Runbook): Finding[] {
  const { given, path } = step;
  const error = (key: string, words: string, fix: string): Finding => ({
    line: runbook.lineOf([...path, key]),
    step: step.name || undefined,
    level: 'error',
    words,
    fix,
  });
  const goesTo = (key: string, name: unknown): Finding[] =>
    typeof name === 'string' && names.includes(name)
      ? []
      : [error(key, `${key} names ${told(name)}, which is no step here.`, instead(String(name), names, `It has ${oneOf(names)}.`))];
  const findings: Finding[] = [];
  if (given.nextStep !== undefined) findings.push(...goesTo('nextStep', given.nextStep));
  if (given.nextStep !== undefined && step.isEnd)
    findings.push(error('nextStep', 'It has both isEnd and nextStep.', 'Keep isEnd where the runbook ends here, else nextStep.'));
  for (const [key, words] of turns) {
    const turn = given[key];
    if (turn === undefined || (typeof turn === 'string' && words.includes(turn))) continue;
    const name = typeof turn === 'string' ? stepNamed(turn) : undefined;
    if (name === undefined) findings.push(error(key, `${key} is ${told(turn)}.`, turnFix(turn, words, names)));
    else findings.push(...goesTo(key, name));
  }
  if (step.action === 'aws:branch') findings.push(...branchFindings(step, names, runbook));
  return findings;
}

// Source: "Properties shared by all actions".
const turns: readonly (readonly [string, readonly string[]])[] = [
  ['onFailure', ['Abort', 'Continue']],
  ['onCancel', ['Abort']],
];

const told = (value: unknown): string => `"${short(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}"`;

const turnFix = (turn: unknown, words: readonly string[], names: readonly string[]): string =>
  typeof turn === 'string' && names.includes(turn)
    ? `Write step:${turn}.`
    : instead(String(turn), words, `Write ${oneOf([...words, 'step:NAME'])}.`);

function branchFindings(step: RunbookStep, names: readonly string[], { lineOf }: Runbook): Finding[] {
  const choices = listOf(step.inputs.Choices);
  const base = [...step.path, 'inputs'];
  const at = { step: step.name || undefined, level: 'error' } as const;
  const { otherwise } = targetsOf(step);
  const given = step.inputs.Default;
  const line = lineOf([...base, 'Default']);
  return [
    ...(step.inputs.Choices !== undefined && choices.length === 0
      ? [
          {
            ...at,
            line: lineOf([...base, 'Choices']),
            words: 'Choices is no list with a choice.',
            fix: 'Write a choice with Variable, a comparison and NextStep.',
          },
        ]
      : []),
    ...choices.flatMap((choice, index) =>
      checkChoice(choice, [...base, 'Choices', index], names, lineOf).map((each) => ({ ...at, ...each })),
    ),
    ...(given === undefined || (otherwise !== undefined && names.includes(otherwise))
      ? []
      : [
          {
            ...at,
            line,
            words: `Default names ${told(given)}, which is no step here.`,
            fix: instead(String(given), names, `It has ${oneOf(names)}.`),
          },
        ]),
  ];
}

/** The first circle that a run can come into and never out of, but by a failure. */
function circleFindings(steps: readonly RunbookStep[], ways: ReturnType<typeof waysOf>, runs: ReadonlySet<number>): Finding[] {
  const ends = ending(ways);
  const trapped = [...runs]
    .sort((a, b) => a - b)
    .find((index) => !ends.has(index) && (ways[index] ?? []).some(({ to }) => to !== undefined));
  if (trapped === undefined) return [];
  const walked: number[] = [];
  let at: number | undefined = trapped;
  while (at !== undefined && !walked.includes(at)) {
    walked.push(at);
    at = ways[at]?.find(({ to, when }) => when === 'done' && to !== undefined)?.to;
  }
  // It stops at a step whose target does not exist: that is told already.
  if (at === undefined) return [];
  const circle = walked.slice(walked.indexOf(at)).map((index) => steps[index]);
  const names = circle.map((step) => short(step?.name || '(no name)'));
  const words = `The steps run in a circle and end only by a failure: ${names.slice(0, 12).join(', ')}.`;
  const [first] = circle;
  return [
    {
      line: first?.line ?? 1,
      step: first?.name || undefined,
      level: 'advice',
      words,
      fix: 'Let a branch in it lead out, or write isEnd: true.',
    },
  ];
}
