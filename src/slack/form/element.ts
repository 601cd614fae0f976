import type { InputBlockElement } from '@slack/types';
import type { Field } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { checkbox, externalSelect, fitsOption, multiExternalSelect, numberInput, option, select, textInput } from '../blocks/input.ts';
import { pickAction } from './ids.ts';

/** Kinds whose answers are looked up while one types. */
const picked: readonly Field['kind'][] = ['targets', 'document', 'runbook', 'parameter', 'key', 'end', 'span'];
const selectedMost = 100; // initial_options of a multi_external_select
const textMost = 3_000; // plain_text_input

/** The element that asks for a field, filled with what is known already. `standard`: what holds where nothing is said. */
export function elementOf(field: Field, value: unknown, standard?: string): InputBlockElement {
  const given = value === undefined ? [] : [value].flat().map(String);
  const example = field.example?.replace(/^"(.*)"$/, '$1');
  const placeholder = standard === undefined ? example : `${standard} (default)`;
  if (field.kind === 'flag') return checkbox('value', field.label, 'yes', value === true);
  if (field.kind === 'number') return numberInput('value', { decimal: true, ...(typeof value === 'number' && { initial: value }) });
  if (field.kind === 'select')
    return select(
      'value',
      (field.options ?? []).map((each) => option(each)),
      chosen(given[0], placeholder),
    );
  if (picked.includes(field.kind) && given.every(fitsOption) && given.length <= selectedMost) return picker(field, given, placeholder);
  if (field.many && given.some((each) => each.includes('\n')))
    throw new UserError(`${field.label}: a value with a line end does not fit into a form. Send it as a line.`);
  return longText(field.label, given.join('\n'), {
    multiline: field.kind === 'script' || field.many === true || given.some((each) => each.includes('\n')),
    placeholder,
  });
}

/** Whether a field of a form holds all of a text. */
export const fitsText = (text: string): boolean => text.length <= textMost;

/** Free text. @throws UserError where it is more than a form holds: cut, half of it would be sent. */
export function longText(
  label: string,
  text: string,
  { id = 'value', multiline, placeholder }: { id?: string; multiline: boolean; placeholder?: string | undefined },
): InputBlockElement {
  if (!fitsText(text))
    throw new UserError(
      `${label}: ${text.length.toLocaleString('en-US')} characters, and a field of Slack's forms holds ${textMost.toLocaleString('en-US')}. Nothing was lost: send it as a line, /ssm with all of it.`,
    );
  return textInput(id, { initial: text, multiline, ...(placeholder !== undefined && { placeholder }) });
}

function picker(field: Field, given: readonly string[], placeholder: string | undefined): InputBlockElement {
  const action = pickAction(field.kind);
  const hint = { placeholder: `Type to search${placeholder === undefined ? '' : `, for example ${placeholder}`}` };
  const initial = given.map((each) => option(each));
  return field.many
    ? multiExternalSelect(action, { ...hint, initial })
    : externalSelect(action, { ...hint, ...(initial[0] && { initial: initial[0] }) });
}

const chosen = (initial: string | undefined, placeholder: string | undefined) => ({
  ...(initial !== undefined && { initial }),
  ...(placeholder !== undefined && { placeholder }),
});
