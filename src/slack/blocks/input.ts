import type {
  Checkboxes,
  ExternalSelect,
  FileInput,
  InputBlock,
  InputBlockElement,
  MultiExternalSelect,
  NumberInput,
  PlainTextInput,
  PlainTextOption,
  StaticSelect,
} from '@slack/types';
import { exact, limits, plainText } from '../blocks.ts';

const label = 2000;
const placeholder = 150;
const text = 3000;
const options = 100;
// Slack's own pages say 75 and 150 for a value: the smaller one holds for both.
const optionValue = 75;

/** One choice of a select. What is shown may be cut; its value comes back and may not. */
export const option = (shown: string, value: string = shown): PlainTextOption => ({
  text: plainText(shown, 75),
  value: exact('value of an option', value, optionValue),
});

/** Whether a value can stand in a select at all: one that is cut would mean another thing. */
export const fitsOption = (value: string): boolean => value !== '' && value.length <= optionValue;

export interface TextSpec {
  readonly initial?: string;
  readonly multiline?: boolean;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
}

/** Free text, 3,000 characters at most. A longer `initial` is a RangeError: cut, the person would send half of it. */
export const textInput = (id: string, spec: TextSpec = {}): PlainTextInput => {
  if ((spec.initial?.length ?? 0) > text) throw new RangeError(`A field holds ${text} characters, not ${spec.initial?.length}.`);
  return {
    type: 'plain_text_input',
    action_id: exact('id of an input', id, limits.id),
    max_length: Math.min(spec.max ?? text, text),
    ...(spec.multiline && { multiline: true }),
    ...(spec.min !== undefined && { min_length: spec.min }),
    ...(spec.initial ? { initial_value: spec.initial } : {}),
    ...(spec.placeholder && { placeholder: plainText(spec.placeholder, placeholder) }),
  };
};

export const numberInput = (id: string, spec: { initial?: number; min?: number; max?: number; decimal?: boolean } = {}): NumberInput => ({
  type: 'number_input',
  action_id: exact('id of an input', id, limits.id),
  is_decimal_allowed: spec.decimal ?? false,
  ...(spec.initial !== undefined && { initial_value: String(spec.initial) }),
  ...(spec.min !== undefined && { min_value: String(spec.min) }),
  ...(spec.max !== undefined && { max_value: String(spec.max) }),
});

/** A choice of at most 100. `initial` is a value; one that is not among the options is left out. */
export function select(id: string, all: readonly PlainTextOption[], spec: { initial?: string; placeholder?: string } = {}): StaticSelect {
  if (all.length < 1 || all.length > options) throw new RangeError(`A select with ${all.length} options; 1 to ${options} are right.`);
  const initial = all.find((one) => one.value === spec.initial);
  return {
    type: 'static_select',
    action_id: exact('id of an input', id, limits.id),
    options: [...all],
    ...(initial && { initial_option: initial }),
    ...(spec.placeholder && { placeholder: plainText(spec.placeholder, placeholder) }),
  };
}

/** A choice that is looked up while typing: Slack asks for the options by this id. */
export const externalSelect = (
  id: string,
  spec: { initial?: PlainTextOption; min?: number; placeholder?: string } = {},
): ExternalSelect => ({
  type: 'external_select',
  action_id: exact('id of an input', id, limits.id),
  min_query_length: spec.min ?? 0,
  ...(spec.initial && { initial_option: spec.initial }),
  ...(spec.placeholder && { placeholder: plainText(spec.placeholder, placeholder) }),
});

/** Several choices that are looked up while typing. */
export const multiExternalSelect = (
  id: string,
  spec: { initial?: readonly PlainTextOption[]; min?: number; placeholder?: string } = {},
): MultiExternalSelect => ({
  type: 'multi_external_select',
  action_id: exact('id of an input', id, limits.id),
  min_query_length: spec.min ?? 0,
  ...(spec.initial && spec.initial.length > 0 && { initial_options: [...spec.initial] }),
  ...(spec.placeholder && { placeholder: plainText(spec.placeholder, placeholder) }),
});

/**
 * One file. Its kinds are not named: Slack knows them by its own list, which has no .env, and says that they are for convenience only.
 * Needs the scope files:read.
 */
export const fileInput = (id: string): FileInput => ({
  type: 'file_input',
  action_id: exact('id of an input', id, limits.id),
  max_files: 1,
});

/** One box to tick. */
export function checkbox(id: string, shown: string, value: string, ticked = false): Checkboxes {
  const one = option(shown, value);
  return {
    type: 'checkboxes',
    action_id: exact('id of an input', id, limits.id),
    options: [one],
    ...(ticked && { initial_options: [one] }),
  };
}

export interface InputSpec {
  readonly id: string;
  readonly label: string;
  readonly element: InputBlockElement;
  readonly hint?: string;
  readonly optional?: boolean;
  /** Slack reports each change, not only the submission. */
  readonly dispatch?: boolean;
}

/** A question of a modal. Its answer is at `state.values[id][the element's action_id]`. */
export const input = (spec: InputSpec): InputBlock => ({
  type: 'input',
  block_id: exact('id of an input', spec.id, limits.id),
  label: plainText(spec.label, label),
  element: spec.element,
  ...(spec.hint && { hint: plainText(spec.hint, label) }),
  ...(spec.optional && { optional: true }),
  ...(spec.dispatch && { dispatch_action: true }),
});
