import type { Outcome } from './round.ts';

const headings = [
  'point',
  'runs',
  'struck',
  'kills',
  'sent twice',
  'lost',
  'posts missing',
  'posts doubled',
  'else wrong',
  'asked',
  'recovery s p50',
  'max',
];

/** One line a point, and one for all: what was done to the bot and what came of it. */
export function drawTable(outcomes: readonly Outcome[]): string {
  const names = [...new Set(outcomes.map(({ run }) => run.point.name))];
  const rows = [
    headings,
    ...names.map((name) =>
      rowOf(
        name,
        outcomes.filter(({ run }) => run.point.name === name),
      ),
    ),
    rowOf('all', outcomes),
  ];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '));
  const [head = '', ...rest] = lines;
  return [head, '-'.repeat(head.length), ...rest].join('\n');
}

function rowOf(name: string, outcomes: readonly Outcome[]): string[] {
  const sum = (count: (outcome: Outcome) => number) => String(outcomes.reduce((total, outcome) => total + count(outcome), 0));
  const recoveries = outcomes.flatMap(({ run }) => (run.recovery === undefined ? [] : [run.recovery / 1_000])).sort((a, b) => a - b);
  const seconds = (at: number) => recoveries[Math.min(recoveries.length - 1, Math.floor(at * recoveries.length))]?.toFixed(1) ?? '-';
  return [
    name,
    String(outcomes.length),
    sum(({ run }) => run.strikes),
    sum(({ run }) => run.kills),
    sum(({ verdict }) => verdict.twice.length),
    sum(({ verdict }) => verdict.lost.length),
    sum(({ verdict }) => verdict.missing.length),
    sum(({ verdict }) => verdict.doubled.length),
    sum(({ verdict }) => verdict.wrong.length),
    sum(({ run }) => run.asked),
    seconds(0.5),
    seconds(1),
  ];
}

/** What is wrong, a line each. */
export function listFaults(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ run, verdict }) => {
    const { twice, lost, missing, doubled, wrong } = verdict;
    const named = Object.entries({ 'SENT TWICE': twice, LOST: lost, MISSING: missing, DOUBLED: doubled, WRONG: wrong });
    return named.flatMap(([word, lines]) => lines.map((line) => `${word}  ${run.marker} (${run.point.name}): ${line}`));
  });
}
