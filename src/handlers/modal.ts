import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Channel } from '../domain/channel.ts';
import type { Asker } from '../domain/enquiry.ts';
import type { Environment } from '../domain/environment.ts';
import { type Field, isInEnvironment, type Typed } from '../domain/operation.ts';
import type { Person, PersonRef } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import { DeniedError, UserError } from '../errors.ts';
import { type FormPlace, readFormPlace } from '../slack/form/ids.ts';
import type { AskedDocument } from '../slack/form/parameters.ts';
import { type Answers, readForm, wrongReason } from '../slack/form/read.ts';
import { drawForm, openingView } from '../slack/form.ts';
import { noticeView } from '../slack/render/views.ts';
import { operationOf } from '../workflows/lifecycle/desk.ts';
import { documentFor, environmentsFor } from '../workflows/lifecycle/pick.ts';
import { mayEverBreak, whyNever } from '../workflows/lifecycle/rights.ts';
import { toPerson } from './boundary.ts';
import { type Front, typedThings } from './front.ts';
import { wrongSoFar } from './parse/input.ts';
import type { Draft } from './parse.ts';

/** A form that somebody asked for. */
export interface Opening {
  readonly draft: Draft;
  readonly channel: Channel;
  /** What Slack calls the delivery that opens it: the id of the request that it becomes. */
  readonly delivery: string;
  readonly responseUrl?: string | undefined;
  readonly replaces?: boolean | undefined;
  /** The request that the form changes. */
  readonly changes?: string | undefined;
}

/** A form opens by a trigger at once, or in the place of a view that is open. */
export type Spot = { readonly trigger: string } | { readonly view: string };

/** Opens a form: a waiting view within the trigger's three seconds, then what was read. False: Slack did not open it. */
export async function openForm(front: Front, by: PersonRef, spot: Spot, prepare: () => Opening | Promise<Opening>): Promise<boolean> {
  const view = 'view' in spot ? spot.view : await openView(front, spot.trigger);
  if (view === undefined) return false;
  await showForm(front, view, by, async () => {
    const { draft, channel, delivery, responseUrl: url, replaces = false, changes } = await prepare();
    const place: FormPlace = { id: front.idOf(delivery), channel, replaces: changes };
    if (url !== undefined) await front.keepReplyUrl(place.id, { url, replaces });
    return drawn(front, draft, place, by);
  });
  return true;
}

async function openView(front: Front, trigger: string): Promise<string | undefined> {
  try {
    return (await front.slack.views.open({ trigger_id: trigger, view: openingView() })).view?.id;
  } catch (error) {
    front.log.warn({ err: error }, 'a form was not opened');
    return undefined;
  }
}

/** Fills a form with what a request asks for: sent, it takes that request's place. */
export const draftFrom = (front: Front, request: Request): Draft => ({
  typed: operationOf(front.desk, request.operation),
  input: request.input,
  env: request.environment,
  ...(request.reason !== undefined && (request.breakGlass ? { breakGlass: request.reason } : { reason: request.reason })),
  errors: new Map(),
});

/** The declaration whose form a view is. */
export const formOf = (front: Front, view: { readonly callback_id?: string } | undefined): Typed | undefined =>
  typedThings(front).find((each) => each.name === view?.callback_id);

/** Draws the form anew after a choice that changes its questions: what was filled in stays. */
export async function redrawForm(front: Front, typed: Typed, view: ViewOutput, by: PersonRef): Promise<void> {
  const place = readFormPlace(view.private_metadata);
  if (!place) return;
  const filled = readForm(typed, view.state.values as Answers);
  await showForm(front, view.id, by, () => drawn(front, { typed, ...filled, errors: wrongSoFar(typed, filled.input) }, place, by));
}

/** The form as it was filled in, with what is wrong. Never throws: what prevents it is said in its place. */
export async function formAgain(front: Front, draft: Draft, place: FormPlace, by: PersonRef): Promise<ModalView> {
  try {
    return await drawn(front, draft, place, by);
  } catch (error) {
    return noticeView('No form', toPerson(front, error, `opening a form for ${by.id}`));
  }
}

async function showForm(front: Front, view: string, by: PersonRef, draw: () => Promise<ModalView>): Promise<void> {
  let shown: ModalView;
  try {
    shown = await draw();
  } catch (error) {
    shown = noticeView('No form', toPerson(front, error, `opening a form for ${by.id}`));
  }
  // Whoever closed it before it was filled did nothing wrong.
  await front.slack.views
    .update({ view_id: view, view: shown })
    .catch((error: unknown) => front.log.warn({ err: error }, 'a form was closed'));
}

async function drawn(front: Front, draft: Draft, place: FormPlace, by: PersonRef): Promise<ModalView> {
  const { typed, input, reason, breakGlass } = draft;
  const errors = new Map(draft.errors);
  if (!isInEnvironment(typed)) return drawForm({ typed, place, input, environments: [], errors });
  const asker: Asker = { by, channel: place.channel };
  const person = await front.desk.people.person(by.id, by.team);
  const environments = await environmentsToAct(front, typed, person, asker);
  const wanted = environments.find(({ name }) => name === draft.env);
  if (draft.env !== undefined && !wanted) errors.set('env', `"${draft.env}" is no environment in which you may do this here.`);
  const environment = wanted ?? (environments[0] as Environment);
  const document = await documentIn(front, draft, asker, environment.name, errors);
  const mayBreakGlass = mayEverBreak(front.desk, person, environment);
  if (breakGlass !== undefined && !mayBreakGlass)
    errors.set('break-glass', `You may not break the glass on ${environment.name}: empty this, and ask for approval.`);
  const twice = wrongReason(draft);
  if (twice !== undefined) errors.set('reason', twice);
  return drawForm({ typed, place, input, reason, breakGlass, mayBreakGlass, environments, environment, document, errors });
}

/** Those in which the form can be of use. Throws where there is none. */
async function environmentsToAct({ desk }: Front, { name }: Typed, person: Person, asker: Asker): Promise<Environment[]> {
  const environments = await environmentsFor(desk, asker, name);
  if (environments.length > 0) return environments;
  const observed = await environmentsFor(desk, asker);
  if (observed.length > 0) throw new DeniedError(whyNever(desk, person, name, observed, asker.channel.name));
  throw new UserError('You may observe no environment here, so there is nothing to fill in. /ssm whoami tells more.');
}

/** The chosen document with its parameters, where the form asks for them. What can't be read stands at its field. */
async function documentIn(
  front: Front,
  { typed, input }: Draft,
  asker: Asker,
  environment: string,
  errors: Map<string, string>,
): Promise<AskedDocument | undefined> {
  const fields = Object.entries<Field>(typed.form);
  const [key] = fields.find(([, { kind }]) => kind === 'document' || kind === 'runbook') ?? [];
  const name = key === undefined ? undefined : input[key];
  if (key === undefined || typeof name !== 'string' || !fields.some(([, { kind }]) => kind === 'pairs')) return undefined;
  try {
    return await documentFor(front.desk, name, asker, environment);
  } catch (error) {
    errors.set(key, toPerson(front, error, 'reading a document'));
    return undefined;
  }
}
