import type { PersonRef } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import { ConflictError, UserError } from '../errors.ts';
import type { Message } from '../slack/blocks.ts';
import { readReference, verbs } from '../slack/render/scene.ts';
import { reply } from '../slack/reply.ts';
import { say, toPerson } from './boundary.ts';
import type { Delivery } from './delivery.ts';
import { type Front, typedThings } from './front.ts';
import { answerLine, formAction, readFormLine } from './line.ts';
import { draftFrom, type Opening, openForm } from './modal.ts';
import { withProgress } from './progress.ts';

/** What a click says, answered as a line is: in the place of a message that only the clicker sees. */
export type Speaks = (front: Front, value: string, delivery: Delivery) => Promise<Message | undefined>;

export const otherVersion = 'This button belongs to another version of the bot. /ssm status ID shows the request anew.';

/** Buttons that stand for a line, or open a form; undefined for the others. */
export function speaking(action: string): Speaks | undefined {
  if (/^line\./.test(action)) return sayLine;
  if (action === formAction) return fillForm;
  return action === verbs.change ? change : undefined;
}

const sayLine: Speaks = async (front, text, { by, enterprise, trigger, responseUrl, channel, ephemeral: replaces }) => {
  if (!channel) throw new UserError(otherVersion);
  // The line is ours: nothing in it was escaped by Slack.
  const said = { text, escaped: false, by, enterprise, channel, delivery: `line:${trigger}`, trigger, responseUrl, replaces };
  const { now, later } = await answerLine(front, said);
  if (now || !later || !responseUrl) return now ?? later?.();
  let isReplaced = false;
  const respond = (message: Message) => {
    isReplaced = replaces;
    return reply(responseUrl, message, replaces);
  };
  return withProgress(front, respond, later).catch((error: unknown) => {
    // The message is gone already, in favour of the words of progress: what went wrong takes their place.
    if (!isReplaced) throw error;
    return say(toPerson(front, error, 'answering a line'));
  });
};

const fillForm: Speaks = async (front, value, { by, channel, trigger, responseUrl, ephemeral: replaces }) => {
  const draft = readFormLine(value, typedThings(front));
  if (!draft || !channel) throw new UserError(otherVersion);
  return open(front, by, trigger, () => ({ draft, channel, delivery: `form:${trigger}`, responseUrl, replaces }));
};

/** The form with what a request asks for: sent, the new request takes its place. */
const change: Speaks = (front, value, { by, trigger, responseUrl }) =>
  open(front, by, trigger, async () => {
    const request = await front.desk.requests.get(readReference(value)?.id ?? '');
    if (!request) throw new UserError('This request is no longer kept.');
    mustBeAsker(request, by);
    if (request.confirmedAt !== undefined) throw new ConflictError('You said yes to this plan already. /ssm again ID asks for it anew.');
    // The new request's card takes this one's place: nothing of this one may be drawn there any more.
    if (responseUrl) await front.keepReplyUrl(request.id, { url: responseUrl, replaces: false });
    const { id: changes, channel } = request;
    return { draft: draftFrom(front, request), channel, delivery: `change:${trigger}`, responseUrl, replaces: true, changes };
  });

async function open(front: Front, by: PersonRef, trigger: string, prepare: () => Opening | Promise<Opening>): Promise<undefined> {
  if (!(await openForm(front, by, { trigger }, prepare))) throw new UserError('Slack did not open the form in time. Click once more.');
}

export function mustBeAsker(request: Request, by: PersonRef): void {
  if (by.id !== request.asker.id || by.team !== request.asker.team)
    throw new ConflictError('This card is for who asked. Nothing was changed.');
}
