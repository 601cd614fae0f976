import type { Typed } from '../domain/operation.ts';
import { text } from '../domain/part.ts';
import { limits, type Message, message, section } from '../slack/blocks.ts';
import { codeSpan, join, type Mrkdwn, mrkdwn } from '../slack/mrkdwn.ts';
import { say } from './boundary.ts';
import type { Offer } from './offer.ts';
import { helpOf, shortUsageOf } from './parse/usage.ts';
import { drawParts } from './parts.ts';

/** The help of one thing, or of all that is offered: one line for each, without its flags. */
export function drawHelp(of: Typed | undefined, { things, note, reach, why }: Offer): Message {
  const refused = of && why(of);
  if (refused !== undefined) return say(refused);
  if (of) return drawParts([...(note === undefined ? [] : [text(note)]), ...helpOf(of, reach(of))]);
  const first = mrkdwn`Operates AWS Systems Manager from here. ${codeSpan('/ssm help COMMAND')} tells all of one, ${codeSpan('/ssm whoami')} what you may do. What wants more words opens a form when they are left out.`;
  const top = note === undefined ? [first] : [first, mrkdwn`${note}`];
  const lines = things.map((each) => mrkdwn`${codeSpan(shortUsageOf(each))} ${each.title}`);
  return message({ text: join([...top, ...lines], '\n'), blocks: [...top, ...pages(lines)].map((page) => section(page)) });
}

/** As many lines in one as a section holds. */
function pages(lines: readonly Mrkdwn[]): Mrkdwn[] {
  const all: Mrkdwn[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    if (last && last.length + line.length < limits.section) all[all.length - 1] = mrkdwn`${last}\n${line}`;
    else all.push(line);
  }
  return all;
}
