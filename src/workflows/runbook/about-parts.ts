import type { Part } from '../../domain/part.ts';
import type { Fact } from '../../domain/plan.ts';
import type { About, AboutChange } from './about.ts';
import { durationWords } from './duration.ts';

/** What a runbook does, as parts of an answer. */
export function aboutParts(about: About): Part[] {
  const { description, parameters } = about;
  return [
    ...(description === undefined ? [] : [{ kind: 'text', text: description } as const]),
    { kind: 'facts', facts: factsOf(about) },
    ...(parameters.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: ['Parameter', 'Default', 'Type', 'What it is'],
            rows: parameters.map(({ name, type, standard, description: words = '' }) => [name, standardOf(standard), type, oneLine(words)]),
          } as const,
        ]),
    { kind: 'code', label: 'Steps', text: stepLines(about).join('\n') },
    { kind: 'code', label: 'What it can change', text: changeLines(about).join('\n') },
  ];
}

/** The same as one text. */
export function asText(about: About): string {
  const { description, parameters } = about;
  const parts: [string, readonly string[]][] = [
    ['', description === undefined ? [] : [description]],
    ['', factsOf(about).map(({ label, value }) => `${label}: ${value}`)],
    [
      'Parameters',
      parameters.map(({ name, type, standard, description: words }) =>
        [
          `${name} (${type}, ${standard === undefined ? 'required' : `else ${standardOf(standard)}`})`,
          ...(words ? [oneLine(words)] : []),
        ].join(': '),
      ),
    ],
    ['Steps', stepLines(about)],
    ['What it can change', changeLines(about)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => (heading === '' ? lines.join('\n') : `${heading}\n${lines.join('\n')}`))
    .join('\n\n');
}

const standardOf = (standard: string | undefined): string =>
  standard === undefined ? 'required' : standard === '' ? '(empty)' : oneLine(standard);

const stepLines = ({ steps }: About): string[] =>
  steps.length === 0 ? ['It has none.'] : steps.map(({ number, name, words }) => `${number} ${name}: ${words}`);

const effectWords = { destructive: 'ends or removes', change: 'changes', read: 'reads' } as const;

function changeLines({ calls, beyond }: About): string[] {
  const line = ({ service, effect, actions }: AboutChange) => `${effectWords[effect]} ${service}: ${actions.join(', ')}`;
  const lines = [...calls.map(line), ...beyond.map((each) => `and ${each}`)];
  return lines.length === 0 ? ['Nothing: it calls nothing.'] : lines;
}

function factsOf({ assumeRole, approvals, pauses, time, effect }: About): Fact[] {
  return [
    { label: 'Runs as', value: assumeRole ?? 'whoever starts it: the session of the request, at most an hour' },
    {
      label: 'Worst it does',
      value: effect === 'destructive' ? 'ends or removes something' : effect === 'change' ? 'changes something' : 'reads',
    },
    { label: 'Takes', value: timeWords(time) },
    ...(approvals.length > 0 ? [{ label: 'Waits for approval', value: approvals.join(', ') }] : []),
    ...(pauses.length > 0 ? [{ label: 'Waits to be resumed', value: pauses.join(', ') }] : []),
  ];
}

function timeWords({ atLeast, atMost, unbounded, circles }: About['time']): string {
  const least = atLeast > 0 ? `at least ${durationWords(atLeast)}` : undefined;
  const most =
    atMost !== undefined
      ? atMost === 0
        ? 'as long as its calls do'
        : `at most ${durationWords(atMost)}, and what its calls take`
      : circles
        ? 'without an end of its own, as its steps can run in a circle'
        : `without an end of its own, as ${unbounded.slice(0, 5).join(', ')} may wait for ever`;
  return least === undefined ? most : `${least}; ${most}`;
}

const oneLine = (words: string): string => words.replace(/\s+/g, ' ').trim();
