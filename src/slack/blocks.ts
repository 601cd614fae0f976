import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
  SectionBlockAccessory,
} from '@slack/types';
import { plain } from './escape.ts';
import { bold, cutMrkdwn, type Mrkdwn, mrkdwn, type Outside } from './mrkdwn.ts';

/** Slack's limits, in UTF-16 units (never fewer than Slack's characters) and in pieces. */
export const limits = {
  section: 3000,
  field: 2000,
  fields: 10,
  context: 10,
  actions: 25,
  button: 75,
  value: 2000,
  id: 255,
  title: 24,
  metadata: 3000,
  confirm: { title: 100, text: 300, button: 30 },
  messageBlocks: 50,
  modalBlocks: 100,
  // msg_blocks_too_long was seen near 13,200 (bolt-js #2509); Slack does not document it. Bytes of JSON are more than what it counts.
  messageSize: 13_000,
  // view_too_large at 250 KB.
  modalBytes: 250_000,
  text: 3000,
} as const;

/** With `whole`, what is too long is a RangeError: who decides must see all of it. Else it is cut and says so. */
export interface Bound {
  readonly whole?: boolean;
}

/** A name that Slack sends back. Cut, it would mean another thing. */
export function exact(what: string, text: string, max: number): string {
  if (text.length > max || text === '') throw new RangeError(`The ${what} has ${text.length} characters; 1 to ${max} are right.`);
  return text;
}

/** A plain_text object: Slack shows it as it is, emoji codes too. */
export function plainText(text: string, max: number, bound: Bound = {}): PlainTextElement {
  const line = plain(text, Number.MAX_SAFE_INTEGER);
  if (bound.whole && line.length > max) throw new RangeError(`"${line.slice(0, 40)}…" has ${line.length} characters; ${max} fit.`);
  return { type: 'plain_text', text: plain(text, max), emoji: false };
}

/** A mrkdwn object. `verbatim`: Slack makes no links or mentions out of plain words. */
export function mrkdwnText(text: Mrkdwn, max: number, bound: Bound = {}): MrkdwnElement {
  if (bound.whole && text.length > max) throw new RangeError(`The text has ${text.length} characters; ${max} fit.`);
  const shown = text.toString().trim() === '' ? mrkdwn`(empty)` : text;
  return { type: 'mrkdwn', text: cutMrkdwn(shown, max).toString(), verbatim: true };
}

export const section = (text: Mrkdwn, accessory?: SectionBlockAccessory, bound: Bound = {}): SectionBlock => ({
  type: 'section',
  text: mrkdwnText(text, limits.section, bound),
  // Without it Slack folds longer text behind "See more".
  expand: true,
  ...(accessory && { accessory }),
});

/** Facts side by side, ten a section; on a phone one under the other. A value may be Mrkdwn (a code span, a mention). */
export function fields(facts: readonly { readonly label: string; readonly value: Outside }[], bound: Bound = {}): SectionBlock[] {
  const drawn = facts.map((fact) => mrkdwnText(mrkdwn`${bold(fact.label)}\n${fact.value}`, limits.field, bound));
  const sections: SectionBlock[] = [];
  for (let at = 0; at < drawn.length; at += limits.fields) {
    sections.push({ type: 'section', fields: drawn.slice(at, at + limits.fields), expand: true });
  }
  return sections;
}

/** Small grey words. More than ten pieces are joined into the tenth. */
export function context(...pieces: readonly Mrkdwn[]): ContextBlock {
  if (pieces.length === 0) throw new RangeError('A context without words; Slack wants at least one piece.');
  const own = pieces.slice(0, limits.context - 1);
  const rest = pieces.slice(limits.context - 1);
  const last = rest.length === 0 ? [] : [rest.reduce((text, piece) => mrkdwn`${text} · ${piece}`)];
  return { type: 'context', elements: [...own, ...last].map((piece) => mrkdwnText(piece, limits.field)) };
}

export interface Confirm {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly style?: 'primary' | 'danger';
}

/** A dialog that asks again before the click counts. */
export const confirm = ({ title, text, yes, no, style }: Confirm): ConfirmationDialog => ({
  title: plainText(title, limits.confirm.title),
  text: plainText(text, limits.confirm.text),
  confirm: plainText(yes, limits.confirm.button),
  deny: plainText(no, limits.confirm.button),
  ...(style && { style }),
});

export interface ButtonSpec {
  readonly text: string;
  readonly action: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: Confirm;
}

/** A verb with its object. Its action and value come back with the click: too long is a RangeError. */
export const button = (spec: ButtonSpec): Button => ({
  type: 'button',
  text: plainText(spec.text, limits.button),
  action_id: exact('action of a button', spec.action, limits.id),
  ...(spec.value !== undefined && { value: exact('value of a button', spec.value, limits.value) }),
  ...(spec.url !== undefined && { url: exact('address of a button', spec.url, 3000) }),
  ...(spec.style && { style: spec.style }),
  ...(spec.confirm && { confirm: confirm(spec.confirm) }),
});

/** A row of buttons. None at all, more than 25 or two with one action id are refused by Slack: RangeError. */
export function actions(elements: readonly ActionsBlockElement[], id?: string): ActionsBlock {
  const { length } = elements;
  if (length < 1 || length > limits.actions) throw new RangeError(`A row of ${length} buttons; 1 to ${limits.actions} are right.`);
  if (new Set(elements.map((element) => element.action_id)).size < length) throw new RangeError('Two buttons of one row share an action.');
  return { type: 'actions', elements: [...elements], ...(id !== undefined && { block_id: exact('id of a row', id, limits.id) }) };
}

interface Room {
  readonly blocks: number;
  readonly size: number;
}

const messageRoom: Room = { blocks: limits.messageBlocks, size: limits.messageSize };
// What is left is for the title, the ids and the metadata.
const modalRoom: Room = { blocks: limits.modalBlocks, size: limits.modalBytes - 10_000 };

const sizeOf = (block: KnownBlock): number => Buffer.byteLength(JSON.stringify(block)) + 1;
const holds = (room: Room, count: number, size: number): boolean => count <= room.blocks && size <= room.size;
const sum = (blocks: readonly KnownBlock[]): number => blocks.reduce((total, block) => total + sizeOf(block), 0);

/** Whether Slack takes these blocks as one message, or as one modal. */
export const fits = (blocks: readonly KnownBlock[], where: 'message' | 'modal' = 'message'): boolean =>
  holds(where === 'modal' ? modalRoom : messageRoom, blocks.length, sum(blocks));

const inform = new Set(['section', 'context', 'divider', 'image', 'rich_text']);

/** Leaves out the last pieces that only inform until it fits, and says how many; buttons and headers stay. */
function shorten(blocks: readonly KnownBlock[], room: Room): KnownBlock[] {
  const shown = [...blocks];
  let size = sum(shown);
  if (holds(room, shown.length, size)) return shown;
  for (let out = 1; ; out += 1) {
    const at = shown.findLastIndex((block) => inform.has(block.type));
    if (at < 0) throw new RangeError(`${shown.length} blocks of headers, buttons and inputs are more than fit.`);
    for (const gone of shown.splice(at, 1)) size -= sizeOf(gone);
    const note = context(mrkdwn`… ${out} more ${out === 1 ? 'piece is' : 'pieces are'} not shown`);
    if (holds(room, shown.length + 1, size + sizeOf(note))) return [...shown, note];
  }
}

export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A message. `text` is what a screen reader and a notification say instead of the blocks: it must say it all in short. */
export function message({ text, blocks, whole = false }: { text: Mrkdwn; blocks: readonly KnownBlock[] } & Bound): Message {
  if (whole && !fits(blocks)) throw new RangeError(`${blocks.length} blocks do not fit into a message.`);
  return { text: mrkdwnText(text, limits.text).text, blocks: shorten(blocks, messageRoom) };
}

export interface ModalSpec extends Bound {
  readonly title: string;
  readonly callback: string;
  readonly blocks: readonly KnownBlock[];
  readonly submit?: string;
  readonly close?: string;
  readonly metadata?: string;
}

/** A modal. With `whole` it is a RangeError if not all of it can be shown. Slack wants `submit` where there are inputs. */
export function modal({ title, callback, blocks, submit, close, metadata, whole = false }: ModalSpec): ModalView {
  if (whole && !fits(blocks, 'modal')) throw new RangeError(`${blocks.length} blocks do not fit into a modal.`);
  return {
    type: 'modal',
    title: plainText(title, limits.title),
    callback_id: exact('callback of a modal', callback, limits.id),
    blocks: shorten(blocks, modalRoom),
    ...(submit !== undefined && { submit: plainText(submit, limits.title) }),
    ...(close !== undefined && { close: plainText(close, limits.title) }),
    ...(metadata !== undefined && { private_metadata: exact('metadata of a modal', metadata, limits.metadata) }),
  };
}
