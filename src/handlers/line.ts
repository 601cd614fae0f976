import type { Channel } from '../domain/channel.ts';
import type { Asking, Enquiry, Tell } from '../domain/enquiry.ts';
import { isOperation, type Typed } from '../domain/operation.ts';
import type { PersonRef } from '../domain/person.ts';
import { UserError } from '../errors.ts';
import { actions, button, limits, type Message, message, section } from '../slack/blocks.ts';
import { mrkdwn } from '../slack/mrkdwn.ts';
import type { Desk } from '../workflows/lifecycle/desk.ts';
import { submit } from '../workflows/lifecycle/submit.ts';
import { isOurs, say, toPerson, within, wrongWorkspace } from './boundary.ts';
import { drawRequests } from './card.ts';
import { type Front, typedThings } from './front.ts';
import { drawHelp } from './help.ts';
import { keptOut } from './kept-out.ts';
import { openForm } from './modal.ts';
import { offerTo } from './offer.ts';
import { bareOf, type Draft, draftOf, type Line, type LineOptions, parseLine } from './parse.ts';

/** A line that somebody says: typed after /ssm, behind a button, or written to the bot. */
export interface Said extends LineOptions {
  readonly text: string;
  readonly by: PersonRef;
  readonly enterprise?: string | null | undefined;
  readonly channel: Channel;
  /** What Slack calls this delivery. */
  readonly delivery: string;
  /** Opens a form, within three seconds and once; a mention has none. */
  readonly trigger?: string | undefined;
  /** Where the card of a request is answered. */
  readonly responseUrl?: string | undefined;
  /** The answer takes the place of the message on which somebody clicked. */
  readonly replaces?: boolean | undefined;
}

export interface Answer {
  /** Said with the acknowledgement. */
  readonly now?: Message;
  /** Done afterwards. What it says, if anything, is an answer too; it may tell before how far it is. */
  later?(tell?: Tell): Promise<Message | undefined>;
}

/** Reads a line and writes down or answers what it asks. Nothing before the acknowledgement waits for AWS. */
export async function answerLine(front: Front, said: Said): Promise<Answer> {
  const things = typedThings(front);
  try {
    if (!isOurs(front, said.by.team, said.enterprise)) return { now: say(wrongWorkspace) };
    const bare = bareOf(said.text, things);
    if (bare) return formFor(front, said, { typed: bare, input: {}, errors: new Map() });
    const parsed = parseLine(said.text, things, said);
    if ('help' in parsed) return { now: drawHelp(parsed.help, await offerTo(front, said.by, said.channel)) };
    const secret = await keptOut(front, parsed.typed, parsed.input);
    if (secret) return { now: say(secret.words) };
    const { by, channel } = said;
    const asking: Asking = { by, channel, requestId: front.idOf(said.delivery), environment: 'env' in parsed ? parsed.env : undefined };
    const enquiry = front.enquiries.find((each) => each.name === parsed.typed.name);
    // Both writes under one bound: Slack waits three seconds for the acknowledgement.
    if (!enquiry || enquiry.submits) await within(takeDown(front, said, asking, enquiry ? undefined : parsed), 2_000);
    return enquiry ? { later: (tell) => answerEnquiry(front, enquiry, parsed.input, { ...asking, tell }) } : {};
  } catch (error) {
    const words = toPerson(front, error, 'reading a line');
    const draft = error instanceof UserError ? draftOf(said.text, things, said) : undefined;
    if (draft?.typed.keepsOut) return { now: await aroundSecrets(front, draft, words, said) };
    return { now: draft && isOperation(draft.typed) ? withForm(words, said) : say(words) };
  }
}

/** A line that can't be read may hold a secret anywhere: then neither it nor what is said of it is repeated. */
async function aroundSecrets(front: Front, { typed, input }: Draft, words: string, said: Said): Promise<Message> {
  try {
    const secret = await keptOut(front, typed, input, said.text);
    return secret ? say(secret.words) : withForm(words, said);
  } catch {
    return say(
      `This line can't be read, and is not repeated here: it might hold a secret. /ssm help ${typed.words} shows how it is written.`,
    );
  }
}

/** Undefined where there is nothing to say: what was asked for has a card of its own. */
export async function answerEnquiry(front: Front, enquiry: Enquiry<Desk>, input: Record<string, unknown>, asking: Asking) {
  const parts = await enquiry.answer(front.desk, input, asking);
  return parts.length > 0 ? drawRequests(front, parts, asking) : undefined;
}

async function takeDown(front: Front, said: Said, { by: asker, channel, requestId: id }: Asking, line: Line | undefined): Promise<void> {
  await keepUrl(front, said, id);
  if (!line) return;
  const { typed, input, env: environment, reason, breakGlass } = line;
  await submit(front.desk, { id, operation: typed.name, input, environment, reason, breakGlass, asker, channel });
}

const keepUrl = async (front: Front, { responseUrl: url, replaces = false }: Said, id: string): Promise<void> => {
  if (url !== undefined) await front.keepReplyUrl(id, { url, replaces });
};

function formFor(front: Front, said: Said, draft: Draft): Answer {
  const { trigger } = said;
  if (!trigger) return { now: withForm(`${draft.typed.title}: what exactly?`, said) };
  return {
    async later() {
      const { by, channel, delivery, responseUrl, replaces } = said;
      const opened = await openForm(front, by, { trigger }, () => ({ draft, channel, delivery, responseUrl, replaces }));
      return opened ? undefined : withForm('Slack did not open the form in time.', said);
    },
  };
}

/** The id of the button that fills a form with a line. */
export const formAction = 'form.fill';

/** Words, with a button that opens the form with what the line said. */
function withForm(words: string, { text, escaped }: Said): Message {
  const value = JSON.stringify({ text, escaped });
  if (value.length > limits.value) return say(words);
  const row = actions([button({ text: 'Fill in a form', action: formAction, value })]);
  return message({ text: mrkdwn`${words}`, blocks: [section(mrkdwn`${words}`), row] });
}

/** The line that such a button carries, as far as it can be read. */
export function readFormLine(value: string | undefined, things: readonly Typed[]): Draft | undefined {
  try {
    const { text, escaped } = JSON.parse(value ?? '') as { text?: unknown; escaped?: boolean };
    return typeof text === 'string' ? draftOf(text, things, { escaped }) : undefined;
  } catch {
    return undefined;
  }
}
