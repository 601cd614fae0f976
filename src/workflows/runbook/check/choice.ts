import { listOf, mapOf } from '../content.ts';
import type { Path, Tree } from '../tree.ts';
import { type Finding, instead, oneOf, short } from './finding.ts';

type Wrong = Pick<Finding, 'line' | 'words' | 'fix'>;

/** Source: "aws:branch" of the user guide, "Operation". */
const comparisons = [
  ...['StringEquals', 'EqualsIgnoreCase', 'StartsWith', 'EndsWith', 'Contains'],
  ...['NumericEquals', 'NumericGreater', 'NumericLesser', 'NumericGreaterOrEquals', 'NumericLesserOrEquals', 'BooleanEquals'],
];

/** One choice of a branch: its condition and where it leads. */
export function checkChoice(choice: unknown, path: Path, names: readonly string[], lineOf: Tree['lineOf']): Wrong[] {
  const { NextStep: next } = mapOf(choice);
  const line = lineOf([...path, 'NextStep']);
  const targets: Wrong[] =
    typeof next !== 'string'
      ? [{ line, words: 'A choice has no NextStep.', fix: `Write NextStep: with ${oneOf(names)}.` }]
      : names.includes(next)
        ? []
        : [
            {
              line,
              words: `NextStep names "${short(next)}", which is no step here.`,
              fix: instead(next, names, `It has ${oneOf(names)}.`),
            },
          ];
  return [...targets, ...conditionFindings(choice, path, lineOf)];
}

function conditionFindings(condition: unknown, path: Path, lineOf: Tree['lineOf']): Wrong[] {
  const given = mapOf(condition);
  const wrong = (words: string, fix: string, key?: string): Wrong[] => [
    { line: lineOf(key === undefined ? path : [...path, key]), words, fix },
  ];
  for (const key of ['And', 'Or']) {
    if (given[key] === undefined) continue;
    const inner = listOf(given[key]);
    if (inner.length < 2) return wrong(`${key} wants two conditions or more.`, `Write them as a list under ${key}.`, key);
    return inner.flatMap((each, index) => conditionFindings(each, [...path, key, index], lineOf));
  }
  if (given.Not !== undefined) return conditionFindings(given.Not, [...path, 'Not'], lineOf);
  if (given.Variable === undefined)
    return wrong('A condition has no Variable.', 'Write Variable: "{{ getState.state }}" and a comparison, as StringEquals: running.');
  const others = Object.keys(given).filter((key) => key !== 'Variable' && key !== 'NextStep');
  const [only = '', second] = others;
  if (others.length === 0) return wrong('A condition has no comparison.', `Write one: ${oneOf(comparisons)}.`);
  if (second !== undefined)
    return wrong(
      'A condition has more than one comparison.',
      'Keep one, or write them as conditions of their own under And or Or.',
      second,
    );
  return comparisons.includes(only)
    ? []
    : wrong(`"${short(only)}" is no comparison.`, instead(only, comparisons, `Write ${oneOf(comparisons)}.`), only);
}
