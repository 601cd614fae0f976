/** A text object of Block Kit. */
export interface Words {
  type: string;
  text: string;
  emoji?: boolean | undefined;
  verbatim?: boolean | undefined;
}

export interface Option {
  text: Words;
  value: string;
  description?: Words;
  url?: string;
}

export interface Confirm {
  title: Words;
  text: Words;
  confirm: Words;
  deny: Words;
  style?: string;
}

/**
 * A block or an element, as it came over the wire. One loose shape for all of them: the limits
 * (see limits.ts) have been checked before anything else reads it.
 */
export interface Piece {
  type: string;
  block_id?: string;
  action_id?: string;
  text?: Words | string;
  label?: Words;
  hint?: Words;
  title?: Words | string;
  subtitle?: Words;
  body?: Words;
  placeholder?: Words;
  description?: Words;
  fields?: Words[];
  elements?: Piece[];
  element?: Piece;
  accessory?: Piece;
  actions?: Piece[];
  tasks?: Piece[];
  child_blocks?: Piece[];
  rich_text_title?: Piece;
  details?: Piece;
  output?: Piece;
  sources?: { type: string; url: string; text: string }[];
  rows?: Piece[][];
  caption?: string;
  options?: Option[];
  option_groups?: { label: Words; options: Option[] }[];
  confirm?: Confirm;
  dispatch_action?: boolean;
  optional?: boolean;
  value?: string | number;
  url?: string;
  style?: unknown;
  status?: string;
  level?: string;
  alt_text?: string;
  image_url?: string;
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  initial_user?: string;
  initial_users?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  min_query_length?: number;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  max_selected_items?: number;
  multiline?: boolean;
  is_decimal_allowed?: boolean;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  name?: string;
  unicode?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  range?: string;
  indent?: number;
  border?: number;
  offset?: number;
  page_size?: number;
  positive_button?: { text: Words; value: string };
  negative_button?: { text: Words; value: string };
  [key: string]: unknown;
}

/** The elements inside of a block that a person can act on. */
export function actables(block: Piece): Piece[] {
  const inside = [
    ...(block.type === 'actions' || block.type === 'context_actions' ? (block.elements ?? []) : []),
    ...(block.accessory ? [block.accessory] : []),
    ...(block.element ? [block.element] : []),
    ...(block.actions ?? []),
  ];
  return inside.filter((element) => element.type !== 'image');
}

/** Every block, and the blocks within containers, carousels and plans, from top to bottom. */
export function* everyBlock(blocks: readonly Piece[]): Generator<Piece> {
  for (const block of blocks) {
    yield block;
    if (block.child_blocks) yield* everyBlock(block.child_blocks);
    if (block.type === 'carousel') yield* everyBlock(block.elements ?? []);
  }
}

/** Finds an element by its ids. */
export function findElement(blocks: readonly Piece[], blockId: string, actionId: string): { block: Piece; element: Piece } | undefined {
  for (const block of everyBlock(blocks)) {
    if (block.block_id !== blockId) continue;
    const element = actables(block).find((candidate) => candidate.action_id === actionId);
    if (element) return { block, element };
  }
  return undefined;
}

/** The words of a text object, or of a plain string. */
export function wordsOf(text: Words | string | undefined): string {
  return typeof text === 'string' ? text : (text?.text ?? '');
}
