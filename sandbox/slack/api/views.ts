import { closeViews, openView, openViews, publishHome, updateView, viewPayload } from '../view.ts';
import { alertPerson, type View, type World } from '../world.ts';
import { type Method, needed } from './call.ts';
import { ApiError } from './error.ts';

export const open: Method = ({ world, triggers }, args) => {
  const { user, submission } = triggers.take(args.trigger_id);
  const open = openView(world, user, args.view);
  if (submission) {
    // Slack answers ok, and its clients show such a modal or not (bolt-js #639, #1072): here they do not.
    closeViews(world, user, true);
    alertPerson(
      world,
      user,
      `${world.app.name} opened a modal while another was being sent. Slack may not show it: answer the submission with an update.`,
    );
  }
  return { view: viewPayload(world, open) };
};

export const push: Method = ({ world, triggers }, args) => {
  const trigger = triggers.take(args.trigger_id);
  const top = openViews(world, trigger.user).at(-1);
  if (!trigger.view || !top) throw new ApiError('not_found');
  return { view: viewPayload(world, openView(world, trigger.user, args.view, top)) };
};

function named(world: World, viewId: unknown, externalId: unknown): View {
  const view =
    typeof viewId === 'string' && viewId !== ''
      ? world.views.get(viewId)
      : [...world.views.values()].find((candidate) => candidate.external_id !== '' && candidate.external_id === externalId);
  if (!view) throw new ApiError('not_found');
  return view;
}

export const update: Method = ({ world }, args) => {
  const view = named(world, args.view_id, args.external_id);
  return { view: viewPayload(world, updateView(world, view, args.view, args.hash)) };
};

export const publish: Method = ({ world }, args) => {
  const user = needed(args, 'user_id');
  const person = world.people.get(user);
  if (!person || person.deleted) throw new ApiError('user_not_found');
  // Without the Home tab in the app's settings Slack publishes nothing.
  if (!world.app.homeTab) throw new ApiError('not_enabled');
  return { view: viewPayload(world, publishHome(world, user, args.view, args.hash)) };
};
