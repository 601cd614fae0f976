import { isDeepStrictEqual } from 'node:util';
import type { ViewErrorsResponseAction, ViewOutput } from '@slack/bolt';
import type { Asking } from '../domain/enquiry.ts';
import { isOperation, type KeptOut, type Typed } from '../domain/operation.ts';
import type { PersonRef } from '../domain/person.ts';
import { ConflictError, UserError } from '../errors.ts';
import type { Message } from '../slack/blocks.ts';
import { type FormPlace, readFormPlace } from '../slack/form/ids.ts';
import { type Answers, type Filled, filesIn, readForm, wrongReason } from '../slack/form/read.ts';
import { blockFor } from '../slack/form.ts';
import { submit } from '../workflows/lifecycle/submit.ts';
import { isOurs, say, toPerson, within, wrongWorkspace } from './boundary.ts';
import type { Delivery } from './delivery.ts';
import type { Front } from './front.ts';
import { keptOut } from './kept-out.ts';
import { answerEnquiry } from './line.ts';
import { wrongIn } from './parse/input.ts';
import { withProgress } from './progress.ts';
import { whisper } from './whisper.ts';

/** A form that was sent with files: the field's key and Slack's id of the file. */
export interface WithFiles {
  readonly place: FormPlace;
  readonly filled: Filled;
  readonly files: ReadonlyMap<string, string>;
}

/** What becomes of a form that was sent: errors at its fields, or its files must be read first, or it closes and something follows. */
export interface Taken {
  readonly answer?: ViewErrorsResponseAction;
  readonly withFiles?: WithFiles;
  after?(): Promise<void>;
}

/** Takes a form: checked as a line is, then the same path as a line. What can't be taken stays open, with all that was filled in. */
export async function takeForm(front: Front, typed: Typed, view: ViewOutput, { by, enterprise }: Delivery): Promise<Taken> {
  try {
    if (!isOurs(front, by.team, enterprise)) throw new UserError(wrongWorkspace);
    const place = readFormPlace(view.private_metadata);
    if (!place) throw new UserError('This form belongs to another version of the bot. Open it anew.');
    const filled = readForm(typed, view.state.values as Answers);
    const files = filesIn(typed, view.state.values as Answers);
    if (files.size > 0) {
      const withFiles = { place, filled, files };
      const wrong = wrongWithFiles(withFiles, wrongAnswers(typed, filled));
      return wrong.size > 0 ? { answer: refusal(view, wrong) } : { withFiles };
    }
    const { errors, secret, after } = await takeFilled(front, typed, filled, place, by);
    const wrong = errors ?? (secret && new Map([[secret.field, secret.words]]));
    return wrong ? { answer: refusal(view, wrong) } : { ...(after && { after }) };
  } catch (error) {
    return { answer: refusal(view, new Map([['env', toPerson(front, error, 'taking a form')]])) };
  }
}

/** Takes what a form says: what is wrong with it, by the field's key, or the secret that was kept out, or what follows. */
export async function takeFilled(
  front: Front,
  typed: Typed,
  filled: Filled,
  place: FormPlace,
  by: PersonRef,
): Promise<{ readonly errors?: ReadonlyMap<string, string>; readonly secret?: KeptOut; after?(): Promise<void> }> {
  const errors = wrongAnswers(typed, filled);
  if (errors.size > 0) return { errors };
  const secret = await keptOut(front, typed, filled.input);
  if (secret) return { secret };
  const asking: Asking = { by, channel: place.channel, requestId: place.id, environment: filled.env };
  return isOperation(typed) ? takeOperation(front, typed, filled, place, by) : takeEnquiry(front, typed, filled, asking);
}

function wrongAnswers(typed: Typed, filled: Filled): Map<string, string> {
  const errors = wrongIn(typed, filled.input);
  const twice = wrongReason(filled);
  if (twice !== undefined) errors.set('reason', twice);
  return errors;
}

/** What is wrong with it before its files are read. */
function wrongWithFiles({ filled, files }: WithFiles, wrong: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const others = [...wrong].filter(([key]) => !files.has(key));
  const twice = [...files.keys()].filter((key) => filled.input[key] !== undefined);
  return new Map([...others, ...twice.map((key) => [key, 'Give the text or the file: empty one of them.'] as const)]);
}

function refusal(view: ViewOutput, errors: ReadonlyMap<string, string>): ViewErrorsResponseAction {
  const atBlocks = [...errors].map(([key, words]) => [blockFor(key, view.blocks), words] as const);
  return { response_action: 'errors', errors: Object.fromEntries(atBlocks) };
}

async function takeOperation(front: Front, typed: Typed, filled: Filled, { id, channel, replaces }: FormPlace, by: PersonRef) {
  const { input, env: environment, reason, breakGlass } = filled;
  const asked = { id, operation: typed.name, input, environment, reason, breakGlass, asker: by, channel };
  const made = await within(submit(front.desk, asked), 2_000);
  // The first answer to a form was lost, and it is sent again with something else in it.
  const same =
    made.reason === (breakGlass ?? reason) &&
    made.breakGlass === (breakGlass === undefined ? undefined : true) &&
    made.environment === (environment ?? made.environment) &&
    isDeepStrictEqual(made.input, input);
  if (!same) throw new UserError(`This form was taken already, as it was before. Close it: its card comes, and has a button to change it.`);
  return replaces === undefined ? {} : { after: () => discard(front, replaces, by) };
}

/** The request that was changed is over. */
async function discard(front: Front, id: string, by: PersonRef): Promise<void> {
  try {
    await front.desk.requests.change(id, (now) =>
      now.state === 'previewed' && now.asker.id === by.id && now.asker.team === by.team ? { kind: 'discarded', by } : undefined,
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) front.log.warn({ err: error, request: id }, 'the request that was changed stays as it is');
  }
}

function takeEnquiry(front: Front, typed: Typed, { input }: Filled, asking: Asking): Taken {
  const enquiry = front.enquiries.find((each) => each.name === typed.name);
  return {
    async after() {
      const respond = (message: Message) => whisper(front, asking, message);
      const said = await withProgress(front, respond, async (tell) =>
        enquiry ? answerEnquiry(front, enquiry, input, { ...asking, tell }) : undefined,
      ).catch((error: unknown) => say(toPerson(front, error, `answering ${typed.name}`)));
      if (said) await whisper(front, asking, said);
    },
  };
}
