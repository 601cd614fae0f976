import type { ViewErrorsResponseAction, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Request } from '../domain/request.ts';
import { ConflictError, UserError } from '../errors.ts';
import { readReference, verbs } from '../slack/render/scene.ts';
import { givenView, secretBlock, secretsView, waveOf } from '../slack/render/secret-views.ts';
import { loadingView, noticeView } from '../slack/render/views.ts';
import { secretWaves, startSecret, wrongSecrets } from '../workflows/lifecycle/secret.ts';
import { isOurs, toPerson, within } from './boundary.ts';
import { sceneOf } from './card.ts';
import type { Delivery } from './delivery.ts';
import type { Front } from './front.ts';
import { mustBeAsker } from './speaking.ts';

/** The asker's click on what is ready: asks for the values, or shows what the plan gives, at once. */
export async function openSecret(front: Front, id: string, hash: string, delivery: Delivery): Promise<void> {
  const { by, trigger } = delivery;
  const { view } = await front.slack.views.open({ trigger_id: trigger, view: loadingView() });
  let shown: ModalView;
  try {
    const request = await front.desk.requests.get(id);
    if (!request) throw new UserError('This request is no longer kept.');
    mustBeAsker(request, by);
    if (request.state !== 'ready') throw new ConflictError(`This request is ${request.state}; nothing was changed.`);
    const waves = secretWaves(request);
    const takes = waves.some((i) => request.plan?.waves[i]?.secret?.kind === 'takes');
    shown = takes ? secretsView(await sceneOf(front, request), waves) : await start(front, id, hash, delivery, new Map());
  } catch (error) {
    shown = noticeView('Not done', toPerson(front, error, 'opening what is ready'));
  }
  await front.slack.views
    .update({ view_id: view?.id ?? '', view: shown })
    .catch((error: unknown) => front.log.warn({ err: error }, 'a view was closed'));
}

/** The values that the asker sent: used here and now, and forgotten. */
export async function takeSecrets(front: Front, view: ViewOutput, delivery: Delivery): Promise<ModalView> {
  try {
    const { id, hash } = readReference(view.private_metadata) ?? { id: '', hash: '' };
    return await start(front, id, hash, delivery, valuesIn(view));
  } catch (error) {
    return noticeView('Not done', toPerson(front, error, 'taking values'));
  }
}

/** What the form's values are refused for, at their fields, so that nobody writes them twice; undefined: they may be tried. */
export async function wrongSecretsIn(
  front: Front,
  view: ViewOutput,
  { by, enterprise }: Delivery,
): Promise<ViewErrorsResponseAction | undefined> {
  if (view.callback_id !== verbs.ready || !isOurs(front, by.team, enterprise)) return undefined;
  try {
    const request = await within(
      front.desk.requests.change(readReference(view.private_metadata)?.id ?? '', () => undefined),
      1_500,
    );
    if (request.state !== 'ready' || request.asker.id !== by.id) return undefined;
    const wrong = [...wrongSecrets(front.desk, request, valuesIn(view))].map(([wave, words]) => [secretBlock(wave), words] as const);
    return wrong.length > 0 ? { response_action: 'errors', errors: Object.fromEntries(wrong) } : undefined;
  } catch {
    // What is wrong with the request itself is said when the values are used.
    return undefined;
  }
}

function valuesIn(view: ViewOutput): Map<number, string> {
  const given = new Map<number, string>();
  for (const [block, answers] of Object.entries(view.state.values)) {
    const wave = waveOf(block);
    const value = Object.values(answers)[0]?.value;
    if (wave !== undefined && value) given.set(wave, value);
  }
  return given;
}

async function start(front: Front, id: string, hash: string, { by }: Delivery, given: ReadonlyMap<number, string>): Promise<ModalView> {
  const { request, secrets } = await startSecret(front.desk, id, by, hash, given);
  return givenView(await sceneOf(front, request), secrets, said(request));
}

function said(request: Request): string {
  const failed = request.waves.find((wave) => wave.state === 'failed' || wave.state === 'skipped');
  if (request.note && request.startedAt === undefined) return request.note;
  if (failed) return failed.note ?? failed.execution?.detail ?? 'AWS refused it; the message in the channel tells more.';
  const open = request.waves.some((wave) => wave.state === 'starting' || wave.state === 'unknown');
  return open ? 'AWS did not answer. It is looked up in a minute; the message in the channel tells what came of it.' : 'It is done.';
}
