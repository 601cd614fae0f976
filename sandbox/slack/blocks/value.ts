import { actables, everyBlock, type Option, type Piece } from './piece.ts';

type Json = Record<string, unknown>;

/** A choice that the element does not offer. */
export class NoSuchOption extends Error {}

const listKeys: Record<string, string> = {
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  checkboxes: 'selected_options',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

const singleKeys: Record<string, string> = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  overflow: 'selected_option',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  rich_text_input: 'rich_text_value',
  file_input: 'files',
};

/** The key under which the value of such an element stands in a payload; nothing for a button. */
export function valueKey(type: string): string | undefined {
  return listKeys[type] ?? singleKeys[type];
}

/** What an element holds before anybody touches it, as `state.values` carries it. */
export function initialValue(element: Piece): Json | undefined {
  const key = valueKey(element.type);
  if (!key || element.type === 'overflow') return undefined;
  const given: Record<string, unknown> = {
    selected_options: element.initial_options ?? [],
    selected_users: element.initial_users ?? [],
    selected_conversations: element.initial_conversations ?? [],
    selected_channels: element.initial_channels ?? [],
    selected_option: element.initial_option ?? null,
    selected_user: element.initial_user ?? null,
    selected_conversation: element.initial_conversation ?? null,
    selected_channel: element.initial_channel ?? null,
    selected_date: element.initial_date ?? null,
    selected_time: element.initial_time ?? null,
    selected_date_time: element.initial_date_time ?? null,
    value: element.initial_value ?? null,
    rich_text_value: element.initial_value ?? null,
    files: [],
  };
  return { type: element.type, [key]: given[key] };
}

/** The options of a select, from all of its groups. */
export function optionsOf(element: Piece): Option[] {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
}

/**
 * Turns what a person chose into the element's value. Choices are option values, ids, dates or text;
 * `known` are options that came by type-ahead.
 */
export function chosenValue(element: Piece, chosen: string | string[] | null, known: readonly Option[] = []): Json {
  const key = valueKey(element.type) ?? 'value';
  const options = [...optionsOf(element), ...known];
  const option = (value: string): Option => {
    const found = options.find((candidate) => candidate.value === value);
    if (!found)
      throw new NoSuchOption(`There is no option ${value}. There are: ${options.map((candidate) => candidate.value).join(', ')}.`);
    return found;
  };
  const many = chosen === null ? [] : [chosen].flat();
  const one = many[0] ?? null;
  const first = one === '' ? null : one;
  let value: unknown = first;
  if (key === 'selected_options') value = many.map(option);
  else if (element.type in listKeys) value = many;
  else if (key === 'files') value = [];
  else if (key === 'selected_option') value = first === null ? null : option(first);
  else if (key === 'selected_date_time') value = first === null ? null : Number(first);
  return { type: element.type, [key]: value };
}

/** True where nothing was written or chosen. */
export function isEmpty(value: Json | undefined): boolean {
  const held = value?.[valueKey(String(value.type)) ?? ''];
  return held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
}

/** The values of all inputs, kept from before where block_id, action_id and type are the same, as Slack keeps them. */
export function valuesFor(
  blocks: readonly Piece[],
  before: Record<string, Record<string, Json>> = {},
): Record<string, Record<string, Json>> {
  const values: Record<string, Record<string, Json>> = {};
  for (const block of everyBlock(blocks)) {
    for (const element of actables(block)) {
      const initial = initialValue(element);
      if (!initial || !block.block_id || !element.action_id) continue;
      const kept = before[block.block_id]?.[element.action_id];
      values[block.block_id] = { ...values[block.block_id], [element.action_id]: kept?.type === element.type ? kept : initial };
    }
  }
  return values;
}
