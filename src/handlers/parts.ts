import type { KnownBlock } from '@slack/types';
import type { Part } from '../domain/part.ts';
import { code, table } from '../slack/blocks/code.ts';
import { actions, button, fields, type Message, message, section } from '../slack/blocks.ts';
import { bold, join, mrkdwn, type Outside, time } from '../slack/mrkdwn.ts';

/** Parts of an answer as one message. A request's card is drawn by whoever has its record. */
export function drawParts(parts: readonly Part[], card: (id: string) => readonly KnownBlock[] = () => []): Message {
  const blocks = parts.flatMap((part) => drawPart(part, card));
  const words = parts.flatMap((part): Outside[] => {
    if (part.kind === 'entry') return [drawEntry(part)];
    return part.kind === 'text' || part.kind === 'code' ? [part.text] : [];
  });
  return message({ text: words.length > 0 ? join(words, '\n') : mrkdwn`The answer`, blocks });
}

const drawEntry = ({ heading, words }: Extract<Part, { kind: 'entry' }>) =>
  mrkdwn`${bold(heading)}\n${join(
    words.map((each) => (typeof each === 'string' ? each : time(new Date(each.at)))),
    '',
  )}`;

function drawPart(part: Part, card: (id: string) => readonly KnownBlock[]): readonly KnownBlock[] {
  switch (part.kind) {
    case 'text':
      return [section(mrkdwn`${part.text}`)];
    case 'entry':
      return [section(drawEntry(part))];
    case 'code':
      return code(part.text, part.label);
    case 'facts':
      return fields(part.facts);
    case 'table':
      return table(part.columns, part.rows);
    case 'lines':
      return [actions(part.lines.map(({ label, line }, i) => button({ text: label, action: `line.${i}`, value: line })))];
    case 'file':
      // Files are sent before the rest is drawn.
      return [];
    case 'request':
      return card(part.id);
  }
}
