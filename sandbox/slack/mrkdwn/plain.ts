import type { Piece, Words } from '../blocks/piece.ts';
import { everyBlock, wordsOf } from '../blocks/piece.ts';
import { formatDate } from './date.ts';
import { type Mark, parseMrkdwn, unescapeText } from './parse.ts';

/** What a reader knows: names for ids, the zone, and the time. */
export interface Reader {
  user(id: string): string;
  channel(id: string): string;
  group(id: string): string;
  readonly tz: string;
  readonly now: number;
}

function plainMark(mark: Mark, reader: Reader): string {
  switch (mark.kind) {
    case 'text':
    case 'code':
    case 'pre':
      return unescapeText(mark.text);
    case 'link':
      return unescapeText(mark.label);
    case 'user':
      return `@${reader.user(mark.id)}`;
    case 'channel':
      return `#${reader.channel(mark.id)}`;
    case 'group':
      return `@${reader.group(mark.id)}`;
    case 'broadcast':
      return `@${mark.range}`;
    case 'date':
      return formatDate(mark.timestamp, mark.format, unescapeText(mark.fallback), reader.tz, reader.now);
    case 'emoji':
      return `:${mark.name}:`;
    default:
      return mark.inside.map((inner) => plainMark(inner, reader)).join('');
  }
}

/** mrkdwn as the eye reads it, without its signs. */
export function plainMrkdwn(source: string, reader: Reader): string {
  return parseMrkdwn(source)
    .map((mark) => (mark.kind === 'pre' || mark.kind === 'quote' ? `\n${plainMark(mark, reader)}\n` : plainMark(mark, reader)))
    .join('')
    .replace(/^\n|\n$/g, '');
}

function plainWords(words: Words | string | undefined, reader: Reader): string {
  if (typeof words === 'object' && words.type === 'mrkdwn') return plainMrkdwn(words.text, reader);
  return wordsOf(words);
}

/** One element of rich text, or of a table's cell. */
export function plainRich(piece: Piece, reader: Reader): string {
  switch (piece.type) {
    case 'text':
    case 'raw_text':
      return wordsOf(piece.text);
    case 'raw_number':
      return wordsOf(piece.text) || String(piece.value ?? '');
    case 'link':
      return wordsOf(piece.text) || (piece.url ?? '');
    case 'user':
      return `@${reader.user(piece.user_id ?? '')}`;
    case 'channel':
      return `#${reader.channel(piece.channel_id ?? '')}`;
    case 'usergroup':
      return `@${reader.group(piece.usergroup_id ?? '')}`;
    case 'broadcast':
      return `@${piece.range}`;
    case 'emoji':
      return `:${piece.name}:`;
    case 'date':
      return formatDate(piece.timestamp ?? 0, piece.format ?? '', piece.fallback ?? '', reader.tz, reader.now);
    case 'rich_text':
    case 'rich_text_list':
      return (piece.elements ?? []).map((inner) => plainRich(inner, reader)).join('\n');
    default:
      return (piece.elements ?? []).map((inner) => plainRich(inner, reader)).join('');
  }
}

function plainTask(task: Piece, reader: Reader): string {
  const more = [task.details, task.output].flatMap((rich) => (rich ? [plainRich(rich, reader)] : []));
  return [`[${task.status}] ${wordsOf(task.title)}`, ...more].join('\n');
}

function plainBlock(block: Piece, reader: Reader): string[] {
  const say = (words: Words | string | undefined): string[] => (words ? [plainWords(words, reader)] : []);
  switch (block.type) {
    case 'markdown':
      return [wordsOf(block.text)];
    case 'rich_text':
      return [plainRich(block, reader)];
    case 'context':
      return [
        (block.elements ?? [])
          .map((element) => (element.type === 'image' ? (element.alt_text ?? '') : plainWords(element as Words, reader)))
          .join(' '),
      ];
    case 'image':
      return [...say(block.title), block.alt_text ?? ''];
    case 'table':
    case 'data_table':
      return [block.caption ?? '', ...(block.rows ?? []).map((row) => row.map((cell) => plainRich(cell, reader)).join(' | '))];
    case 'task_card':
      return [plainTask(block, reader)];
    case 'plan':
      return [...say(block.title), ...(block.tasks ?? []).map((task) => plainTask(task, reader))];
    case 'input':
      return [...say(block.label), ...say(block.hint)];
    default:
      return [
        ...(block.rich_text_title ? [plainRich(block.rich_text_title, reader)] : []),
        ...say(block.title),
        ...say(block.subtitle),
        ...say(block.text),
        ...say(block.body),
        ...(block.fields ?? []).flatMap((field) => say(field)),
      ];
  }
}

/** All words of blocks that a reader sees, buttons and inputs excluded. */
export function plainBlocks(blocks: readonly Piece[], reader: Reader): string {
  return [...everyBlock(blocks)]
    .flatMap((block) => plainBlock(block, reader))
    .filter((line) => line !== '')
    .join('\n');
}
