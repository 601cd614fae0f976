import { ApiError } from './api/error.ts';
import { giveIds } from './blocks/ids.ts';
import { valuesFor } from './blocks/value.ts';
import { checkView } from './blocks/view-limits.ts';
import { type Json, newHash, newId, type View, type World } from './world.ts';

/** Slack keeps at most so many modals on top of each other. */
const maxStack = 3;

type Given = Pick<
  View,
  | 'title'
  | 'submit'
  | 'close'
  | 'blocks'
  | 'callback_id'
  | 'external_id'
  | 'private_metadata'
  | 'clear_on_close'
  | 'notify_on_close'
  | 'submit_disabled'
>;

function takeView(raw: unknown, type: View['type']): Given {
  const given = checkView(raw, type);
  return {
    title: given.title,
    submit: given.submit,
    close: given.close,
    blocks: giveIds(given.blocks),
    callback_id: given.callback_id ?? '',
    external_id: given.external_id ?? '',
    private_metadata: given.private_metadata ?? '',
    clear_on_close: given.clear_on_close ?? false,
    notify_on_close: given.notify_on_close ?? false,
    submit_disabled: given.submit_disabled ?? false,
  };
}

function refuseTwin(world: World, externalId: string, own?: string): void {
  const twin = externalId !== '' && [...world.views.values()].some((view) => view.external_id === externalId && view.id !== own);
  if (twin) throw new ApiError('duplicate_external_id');
}

/** Opens a modal for a person: on top of the others when `on` is given, in place of them when not. */
export function openView(world: World, user: string, raw: unknown, on?: View): View {
  const given = takeView(raw, 'modal');
  refuseTwin(world, given.external_id);
  const stack = on ? (world.stacks.get(user) ?? []) : [];
  if (stack.length >= maxStack) throw new ApiError('push_limit_reached');
  if (!on) for (const id of world.stacks.get(user) ?? []) world.views.delete(id);
  const id = newId('V');
  const view: View = {
    id,
    user,
    type: 'modal',
    ...given,
    hash: newHash(world),
    root_view_id: on?.root_view_id ?? id,
    previous_view_id: on?.id ?? null,
    values: valuesFor(given.blocks),
    errors: {},
    busy: false,
  };
  world.views.set(id, view);
  world.stacks.set(user, [...stack, id]);
  world.changed();
  return view;
}

/** Replaces what a view shows; what was typed stays where the ids stay. */
export function updateView(world: World, view: View, raw: unknown, hash?: unknown): View {
  if (hash !== undefined && hash !== '' && hash !== view.hash) throw new ApiError('hash_conflict');
  const given = takeView(raw, view.type);
  refuseTwin(world, given.external_id, view.id);
  Object.assign(view, given, { hash: newHash(world), values: valuesFor(given.blocks, view.values), errors: {} });
  world.changed();
  return view;
}

/** Sets a person's Home tab. */
export function publishHome(world: World, user: string, raw: unknown, hash?: unknown): View {
  const known = world.views.get(world.homes.get(user) ?? '');
  if (known) return updateView(world, known, raw, hash);
  const given = takeView(raw, 'home');
  const id = newId('V');
  const view: View = {
    id,
    user,
    type: 'home',
    ...given,
    hash: newHash(world),
    root_view_id: id,
    previous_view_id: null,
    values: valuesFor(given.blocks),
    errors: {},
    busy: false,
  };
  world.views.set(id, view);
  world.homes.set(user, id);
  world.changed();
  return view;
}

/** The modals that are open for a person, the topmost last. */
export function openViews(world: World, user: string): View[] {
  return (world.stacks.get(user) ?? []).flatMap((id) => world.views.get(id) ?? []);
}

/** Takes away the topmost modal, or all of them; returns what went. */
export function closeViews(world: World, user: string, all: boolean): View[] {
  const open = openViews(world, user);
  const going = all ? open : open.slice(-1);
  for (const view of going) world.views.delete(view.id);
  world.stacks.set(
    user,
    open.filter((view) => !going.includes(view)).map((view) => view.id),
  );
  world.changed();
  return going;
}

/** A view as the Web API and deliveries carry it. */
export function viewPayload(world: World, view: View): Json {
  return {
    id: view.id,
    team_id: world.seed.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    state: { values: view.values },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: world.app.id,
    external_id: view.external_id,
    app_installed_team_id: world.seed.team.id,
    bot_id: world.app.botId,
  };
}
