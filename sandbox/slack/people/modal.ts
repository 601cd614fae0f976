import { ApiError } from '../api/error.ts';
import { viewClosed, viewSubmission } from '../deliver/payload.ts';
import { closeViews, openView, openViews, updateView } from '../view.ts';
import { alertPerson, type Json, type View } from '../world.ts';
import { fieldErrors } from './field.ts';
import { NoSuchThing, noteFailure, type Stage } from './stage.ts';
import type { ActResult } from './state-types.ts';

function topView(stage: Stage, user: string, viewId: string): View {
  const view = openViews(stage.world, user).at(-1);
  if (!view || view.id !== viewId) throw new NoSuchThing(`${viewId} is not the topmost modal of ${user}.`);
  return view;
}

function tellClosed(stage: Stage, user: string, views: readonly View[], cleared: boolean): void {
  for (const view of views) {
    if (!view.notify_on_close) continue;
    void stage.deliverer.deliver({ type: 'interactive', payload: viewClosed(stage.world, user, view, cleared), wantsAnswer: false });
  }
}

/** Does what the app answered to a submission. */
function follow(stage: Stage, user: string, view: View, answer: Json): void {
  const { world } = stage;
  // The app may have replaced or closed the view meanwhile.
  if (!world.views.has(view.id)) return;
  switch (answer.response_action) {
    case undefined:
      closeViews(world, user, false);
      return;
    case 'clear':
      closeViews(world, user, true);
      return;
    case 'update':
      updateView(world, view, answer.view);
      return;
    case 'push':
      openView(world, user, answer.view, view);
      return;
    case 'errors': {
      const errors = answer.errors as Record<string, unknown> | undefined;
      const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
      const known = Object.entries(errors ?? {}).filter(([blockId]) => inputs.has(blockId));
      // Errors for blocks that are no inputs of this view are not shown by Slack at all.
      if (known.length === 0 || known.length < Object.keys(errors ?? {}).length) throw new ApiError('invalid_errors');
      view.errors = Object.fromEntries(known.map(([blockId, text]) => [blockId, String(text)]));
      world.changed();
      return;
    }
    default:
      throw new ApiError('invalid_response_action');
  }
}

/** Sends a modal, if its fields are right; ends when the app has answered. */
export async function submitModal(stage: Stage, user: string, viewId: string): Promise<ActResult> {
  const { world, triggers, deliverer } = stage;
  const view = topView(stage, user, viewId);
  if (!view.submit) throw new NoSuchThing('This modal has nothing to submit.');
  if (view.busy) return {};
  view.errors = fieldErrors(view);
  if (Object.keys(view.errors).length > 0) {
    world.changed();
    return { closed: false };
  }
  view.busy = true;
  world.changed();
  const payload = viewSubmission(world, user, view, triggers.issue(user, view.id, true));
  const outcome = await deliverer.deliver({ type: 'interactive', payload, wantsAnswer: true });
  view.busy = false;
  noteFailure(stage, user, `"${view.title?.text ?? 'The modal'}" was not sent`, outcome);
  try {
    if (outcome.ok) follow(stage, user, view, outcome.answer);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    alertPerson(world, user, `We had some trouble connecting. Try again? (${error.message})`);
  }
  world.changed();
  return { closed: !openViews(world, user).some((open) => open.id === view.id) };
}

/** Closes the topmost modal; with `clear_on_close`, or by `all`, the ones below too. */
export function closeModal(stage: Stage, user: string, viewId: string, all: boolean): ActResult {
  const view = topView(stage, user, viewId);
  const cleared = all || view.clear_on_close;
  tellClosed(stage, user, closeViews(stage.world, user, cleared), cleared);
  return { closed: true };
}
