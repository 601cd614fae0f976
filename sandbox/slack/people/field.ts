import { actables, everyBlock, type Piece } from '../blocks/piece.ts';
import { isEmpty } from '../blocks/value.ts';
import type { View } from '../world.ts';

function tooShortOrLong(element: Piece, held: string): string | undefined {
  if (element.min_length !== undefined && held.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  if (held.length > (element.max_length ?? 3000)) return `Please enter at most ${element.max_length ?? 3000} characters.`;
  return undefined;
}

function wrongNumber(element: Piece, held: string): string | undefined {
  const number = Number(held);
  if (held.trim() === '' || !Number.isFinite(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter a number of at most ${element.max_value}.`;
  return undefined;
}

function wrongText(element: Piece, held: string): string | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return tooShortOrLong(element, held);
    case 'number_input':
      return wrongNumber(element, held);
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(held) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(held) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
}

/** What Slack's own client finds wrong before it sends a modal, by block_id. */
export function fieldErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of everyBlock(view.blocks)) {
    if (block.type !== 'input' || !block.block_id) continue;
    const element = actables(block)[0];
    const value = view.values[block.block_id]?.[element?.action_id ?? ''];
    if (!element) continue;
    if (isEmpty(value)) {
      if (!block.optional) errors[block.block_id] = 'Please complete this required field.';
      continue;
    }
    const wrong = typeof value?.value === 'string' ? wrongText(element, value.value) : undefined;
    if (wrong) errors[block.block_id] = wrong;
  }
  return errors;
}
