import type { App, SlashCommand } from '@slack/bolt';
import type { Enquiry } from '../domain/enquiry.ts';
import { type Part, text } from '../domain/part.ts';
import { UnavailableError } from '../errors.ts';
import type { Message } from '../slack/blocks.ts';
import { reply } from '../slack/reply.ts';
import type { Desk } from '../workflows/lifecycle/desk.ts';
import { submit } from '../workflows/lifecycle/submit.ts';
import { isOurs, say, toPerson, wrongWorkspace } from './boundary.ts';
import { drawRequests } from './card.ts';
import { type Asking, type Front, typedThings } from './front.ts';
import { helpOf, usageOf } from './parse/usage.ts';
import { type Line, parseLine } from './parse.ts';
import { drawParts } from './parts.ts';

/** `/ssm`: read, write down or answer, acknowledge. Nothing here waits for AWS. */
export function registerCommand(app: App, front: Front): void {
  app.command('/ssm', async ({ command, ack }) => {
    const answer = await answerLine(front, command);
    await ack(answer.now ? { response_type: 'ephemeral', ...answer.now } : undefined);
    const later = await answer.later?.().catch((error: unknown) => say(toPerson(front, error, 'answering /ssm')));
    if (later)
      await reply(command.response_url, later, false).catch((error: unknown) => front.log.warn({ err: error }, 'an answer was lost'));
  });
}

interface Answer {
  /** Said with the acknowledgement. */
  readonly now?: Message;
  /** Said afterwards, by the response url. */
  later?(): Promise<Message | undefined>;
}

async function answerLine(front: Front, command: SlashCommand): Promise<Answer> {
  try {
    if (!isOurs(front, command.team_id, command.enterprise_id)) return { now: say(wrongWorkspace) };
    const parsed = parseLine(command.text ?? '', typedThings(front));
    if ('help' in parsed) return { now: drawHelp(front, parsed.help) };
    const asking: Asking = {
      by: { id: command.user_id, team: command.team_id, name: command.user_name },
      channel: { id: command.channel_id, name: command.channel_name },
      requestId: front.idOf(`command:${command.trigger_id}`),
    };
    const enquiry = front.enquiries.find((each) => each.name === parsed.typed.name);
    if (enquiry?.submits) await within(front.keepReplyUrl(asking.requestId, { url: command.response_url, replaces: false }), 2_000);
    if (enquiry) return { later: () => answerTo(front, enquiry, parsed.input, asking) };
    await take(front, command, parsed, asking);
    return {};
  } catch (error) {
    return { now: say(toPerson(front, error, 'taking /ssm')) };
  }
}

/** Undefined where there is nothing to say: what was asked for has a card of its own. */
async function answerTo(
  front: Front,
  enquiry: Enquiry<Desk>,
  input: Record<string, unknown>,
  asking: Asking,
): Promise<Message | undefined> {
  const parts = await enquiry.answer(front.desk, input, asking);
  return parts.length > 0 ? drawRequests(front, parts, asking) : undefined;
}

/** Writes the request, or says that nothing was done: before the acknowledgement, within a second. */
async function take(front: Front, command: SlashCommand, line: Line, { by, channel, requestId: id }: Asking): Promise<void> {
  const work = async () => {
    await front.keepReplyUrl(id, { url: command.response_url, replaces: false });
    await submit(front.desk, {
      id,
      operation: line.typed.name,
      input: line.input,
      environment: line.env,
      reason: line.reason,
      asker: by,
      channel,
    });
  };
  await within(work(), 2_000);
}

/** Slack waits three seconds for the acknowledgement; whatever Redis does, there must be one. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('Redis', `Redis did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function drawHelp(front: Front, of: ReturnType<typeof typedThings>[number] | undefined): Message {
  return drawParts(of ? helpOf(of) : overview(front));
}

function overview(front: Front): Part[] {
  const rows = typedThings(front).map((each) => [each.words, each.title, usageOf(each)]);
  return [
    text('Operates AWS Systems Manager from here. /ssm help COMMAND tells more of one.'),
    { kind: 'facts', facts: rows.map(([words = '', title = '', usage = '']) => ({ label: `${words}: ${title}`, value: usage })) },
  ];
}
