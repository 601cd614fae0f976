import type { App } from '@slack/bolt';
import type { Asker } from '../domain/enquiry.ts';
import { isOperation } from '../domain/operation.ts';
import type { Message } from '../slack/blocks.ts';
import { isOurs, say, toPerson, wrongWorkspace } from './boundary.ts';
import { channelName } from './channel-name.ts';
import { whoIs } from './delivery.ts';
import type { Front } from './front.ts';
import { answerLine } from './line.ts';
import { type Offer, offerTo } from './offer.ts';
import { unescapeText, unlink } from './parse/split.ts';
import { drawParts } from './parts.ts';
import { withProgress } from './progress.ts';
import { whisper } from './whisper.ts';

const mostButtons = 20;

interface Mention {
  readonly user?: string;
  readonly bot_id?: string;
  readonly text: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly team?: string;
  readonly user_team?: string;
}

/** `@ssm` with a line after it is that line; alone it offers what there is. The answer is for who wrote it, in the same thread. */
export function registerMention(app: App, front: Front): void {
  app.event('app_mention', async ({ event, body, context }) => {
    const mention = event as Mention;
    // Bots that speak of us must not make us speak to each other.
    if (!mention.user || mention.bot_id) return;
    const ref = whoIs(mention.user, mention.user_team ?? mention.team, undefined);
    const thread = mention.thread_ts === undefined ? {} : { thread: mention.thread_ts };
    let asker: Asker = { by: { ...ref, name: ref.id }, channel: { id: mention.channel, name: mention.channel, ...thread } };
    const answer = await (async () => {
      if (!isOurs(front, ref.team)) return say(wrongWorkspace);
      // An event has ids only: policy and defaults know channels by the names that commands have.
      const [person, name] = await Promise.all([front.desk.people.person(ref.id, ref.team), channelName(front, mention.channel)]);
      asker = { by: { ...ref, name: person.name }, channel: { ...asker.channel, name } };
      return read(front, lineIn(mention.text, context.botUserId ?? ''), asker, `event:${body.event_id}`);
    })().catch((error: unknown) => say(toPerson(front, error, 'answering a mention')));
    if (answer) await whisper(front, asker, answer);
  });
}

async function read(front: Front, text: string, { by, channel }: Asker, delivery: string): Promise<Message | undefined> {
  if (text === '') return offer(await offerTo(front, by, channel));
  const { now, later } = await answerLine(front, { text, escaped: false, by, channel, delivery });
  const whispered = (message: Message) => whisper(front, { by, channel }, message);
  return now ?? withProgress(front, whispered, async (tell) => later?.(tell));
}

/** The words after the mention as they were typed: in messages Slack escapes them all and makes links, in a script too. */
function lineIn(text: string, bot: string): string {
  const [, after = ''] = new RegExp(`<@${bot}(?:\\|[^>]*)?>\\s*([\\s\\S]*)$`, 'u').exec(text) ?? [];
  return unescapeText(unlink(after)).trimEnd();
}

/** One button for each operation that they may ever do: clicked, it opens the form. */
function offer({ things, note }: Offer): Message {
  const operations = things.filter(isOperation).slice(0, mostButtons);
  return drawParts([
    { kind: 'text', text: note ?? 'What shall I do? Write the line after my name, or choose. /ssm help lists all.' },
    {
      kind: 'lines',
      lines: [
        ...operations.map(({ title, words }) => ({ label: title, line: words })),
        { label: 'What I may do', line: 'whoami' },
        { label: 'Help', line: 'help' },
      ],
    },
  ]);
}
