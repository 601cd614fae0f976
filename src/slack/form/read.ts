import { type Field, isInEnvironment, isOperation, type Typed } from '../../domain/operation.ts';
import { breakGlassBlock, environmentBlock, fieldBlock, fileBlock, isList, noticeValue, parameterOf, reasonBlock } from './ids.ts';

interface Option {
  readonly value: string;
}

/** What a person put into one element, as Slack sends it. */
export interface Answer {
  readonly type: string;
  readonly value?: string | null | undefined;
  readonly selected_option?: Option | null | undefined;
  readonly selected_options?: readonly Option[] | null | undefined;
  readonly files?: readonly { readonly id: string }[] | null | undefined;
}

export type Answers = Readonly<Record<string, Readonly<Record<string, Answer>>>>;

/** What a form says: not checked yet. */
export interface Filled {
  readonly input: Record<string, unknown>;
  readonly env?: string;
  readonly reason?: string;
  /** Why it must run without those who would have to agree. */
  readonly breakGlass?: string;
}

/** The glass is broken for a reason of its own: two would be one too many. Said at the reason. */
export const wrongReason = ({ reason, breakGlass }: Pick<Filled, 'reason' | 'breakGlass'>): string | undefined =>
  reason !== undefined && breakGlass !== undefined
    ? 'What is written for breaking the glass says why already: leave this empty.'
    : undefined;

/** Reads a form back. Whatever is empty is left out. */
export function readForm(typed: Typed, answers: Answers): Filled {
  const input: [string, unknown][] = [];
  for (const [key, field] of Object.entries<Field>(typed.form)) {
    const value = field.kind === 'pairs' ? pairsIn(key, answers) : readField(field, answerIn(answers, fieldBlock(key)));
    if (value !== undefined) input.push([key, value]);
  }
  const env = chosenIn(answerIn(answers, environmentBlock))[0];
  const reason = textIn(answerIn(answers, reasonBlock))?.trim();
  const breakGlass = textIn(answerIn(answers, breakGlassBlock))?.trim();
  return {
    input: Object.fromEntries(input),
    ...(isInEnvironment(typed) && env !== undefined && { env }),
    ...(isOperation(typed) && reason && { reason }),
    ...(isOperation(typed) && breakGlass && { breakGlass }),
  };
}

/** Slack's ids of the files that were given, by the fields that they answer. */
export function filesIn(typed: Typed, answers: Answers): ReadonlyMap<string, string> {
  const found = Object.entries<Field>(typed.form).flatMap(([key, { file }]): [string, string][] => {
    const id = file && answerIn(answers, fileBlock(key))?.files?.[0]?.id;
    return id === undefined ? [] : [[key, id]];
  });
  return new Map(found);
}

const answerIn = (answers: Answers, block: string): Answer | undefined => Object.values(answers[block] ?? {})[0];

const textIn = (answer: Answer | undefined): string | undefined => answer?.value || undefined;

const chosenIn = (answer: Answer | undefined): string[] =>
  [...(answer?.selected_options ?? []), ...(answer?.selected_option ? [answer.selected_option] : [])]
    .map(({ value }) => value)
    .filter((value) => value !== noticeValue);

function readField(field: Field, answer: Answer | undefined): unknown {
  const text = textIn(answer);
  const chosen = chosenIn(answer);
  if (field.kind === 'flag') return chosen.length > 0 ? true : undefined;
  if (field.many) {
    const all = text === undefined ? chosen : text.split('\n').filter((line) => line !== '');
    return all.length > 0 ? all : undefined;
  }
  if (field.kind === 'number' && text !== undefined) return Number.isFinite(Number(text)) ? Number(text) : text;
  return text ?? chosen[0];
}

/** The pairs of the document's own questions, and those that stand as NAME=VALUE in the field itself. */
function pairsIn(key: string, answers: Answers): string[] | undefined {
  const own = Object.keys(answers).flatMap((block) => {
    const name = parameterOf(block);
    if (name === undefined) return [];
    const answer = answerIn(answers, block);
    const text = textIn(answer);
    const list = isList(Object.keys(answers[block] ?? {})[0] ?? '');
    const values = text === undefined ? chosenIn(answer) : list ? text.split('\n').filter((line) => line !== '') : [text];
    return values.map((value) => `${name}=${value}`);
  });
  const typed = (textIn(answerIn(answers, fieldBlock(key))) ?? '').split('\n').filter((line) => line !== '');
  const all = [...own, ...typed];
  return all.length > 0 ? all : undefined;
}
