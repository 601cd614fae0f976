import type { App } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People, type Person } from '../../support/people.ts';
import { button, plain, refusal, section, socketApp, until, webClient } from './app.ts';

interface Delivered {
  trigger_id: string;
  response_url: string;
  type?: string;
}

let slack: LocalSlack;
let people: People;
let ana: Person;
let app: App;
let got: Delivered[] = [];

const modal = (title: string, more: object = {}) => ({
  type: 'modal' as const,
  title: plain(title),
  blocks: [section('x'), { type: 'actions' as const, elements: [button('in-view', 'Next')] }],
  ...more,
});
const take = () => until(() => got.shift(), 'a delivery');

beforeAll(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  ana = people.person('U0ANA');
  app = socketApp(slack);
  app.command('/ssm', async ({ ack, body }) => {
    await ack();
    got.push(body);
  });
  app.action(/.*/, async ({ ack, body }) => {
    await ack();
    got.push(body as unknown as Delivered);
  });
  await app.start();
});

beforeEach(async () => {
  got = [];
  const open = (await ana.state()).views.at(-1);
  if (open) await ana.closes(await ana.seesModal(open.title), { all: true });
});

afterAll(async () => {
  people.close();
  await app.stop();
  await slack.close();
});

async function command(): Promise<Delivered> {
  await ana.types('/ssm help', 'ops');
  return take();
}

const respond = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a trigger opens one modal, within three seconds', async () => {
  const { views } = webClient(slack);
  const first = await command();
  expect(await refusal(views.open({ trigger_id: first.trigger_id, view: modal('One') }))).toBeUndefined();
  expect((await refusal(views.open({ trigger_id: first.trigger_id, view: modal('Two') })))?.error).toBe('exchanged_trigger_id');
  const late = await command();
  await people.step(3100);
  expect((await refusal(views.open({ trigger_id: late.trigger_id, view: modal('Late') })))?.error).toBe('expired_trigger_id');
  expect((await refusal(views.open({ trigger_id: '1.2.abc', view: modal('False') })))?.error).toBe('invalid_trigger_id');
});

test('three modals stand on top of each other, and no fourth', async () => {
  const { views } = webClient(slack);
  await views.open({ trigger_id: (await command()).trigger_id, view: modal('Stack 1') });
  for (const title of ['Stack 2', 'Stack 3']) {
    const top = await ana.seesModal('Stack');
    await ana.clicks(top, 'Next');
    await views.push({ trigger_id: (await take()).trigger_id, view: modal(title) });
    await ana.seesModal(title);
  }
  await ana.clicks(await ana.seesModal('Stack 3'), 'Next');
  expect((await refusal(views.push({ trigger_id: (await take()).trigger_id, view: modal('Stack 4') })))?.error).toBe('push_limit_reached');
  await ana.closes(await ana.seesModal('Stack 3'));
  await ana.seesModal('Stack 2');
});

test('a modal that is opened while another is being sent does not appear, though Slack says ok', async () => {
  const { views } = webClient(slack);
  app.view('sent', async ({ ack, body }) => {
    expect(await refusal(views.open({ trigger_id: (body as unknown as Delivered).trigger_id, view: modal('Second') }))).toBeUndefined();
    await ack();
  });
  await views.open({ trigger_id: (await command()).trigger_id, view: modal('First', { callback_id: 'sent', submit: plain('Send') }) });
  await ana.submits(await ana.seesModal('First'));
  await ana.seesAlert('opened a modal while another was being sent');
  await ana.seesNoModal();
});

test('an update with an old hash is a conflict', async () => {
  const { views } = webClient(slack);
  const opened = await views.open({ trigger_id: (await command()).trigger_id, view: modal('Hash') });
  const { id: view_id = '', hash = '' } = opened.view ?? {};
  expect(await refusal(views.update({ view_id, hash, view: modal('Newer') }))).toBeUndefined();
  expect((await refusal(views.update({ view_id, hash, view: modal('Older') })))?.error).toBe('hash_conflict');
  expect((await ana.seesModal('Newer')).title).toBe('Newer');
});

test('a closed modal cannot be updated', async () => {
  const { views } = webClient(slack);
  const { view } = await views.open({ trigger_id: (await command()).trigger_id, view: modal('Closing') });
  await ana.closes(await ana.seesModal('Closing'));
  expect((await refusal(views.update({ view_id: view?.id ?? '', view: modal('Too late') })))?.error).toBe('not_found');
});

test('a response_url works five times', async () => {
  const { response_url } = await command();
  for (let use = 1; use <= 5; use += 1) expect((await respond(response_url, { text: `use ${use}` })).status).toBe(200);
  const sixth = await respond(response_url, { text: 'use 6' });
  expect(sixth.status).toBe(404);
  expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' });
  await ana.sees('ops', 'use 5');
});

test('a response_url works for half an hour', async () => {
  const { response_url } = await command();
  await people.step(29 * 60_000);
  expect((await respond(response_url, { text: 'in time' })).status).toBe(200);
  await people.step(61_000);
  const late = await respond(response_url, { text: 'late' });
  expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
});

test('a response_url replaces or deletes the message whose button was clicked, ephemeral or not', async () => {
  const { response_url } = await command();
  await respond(response_url, { text: 'card', blocks: [section('card'), { type: 'actions', elements: [button('go', 'Go')] }] });
  const card = await ana.sees('ops', 'card');
  await ana.clicks(card, 'Go');
  await respond((await take()).response_url, {
    replace_original: true,
    text: 'replaced',
    blocks: [section('replaced'), { type: 'actions', elements: [button('go', 'Go')] }],
  });
  const replaced = await ana.sees('ops', 'replaced');
  expect([replaced.ts, replaced.ephemeral]).toEqual([card.ts, true]);
  await ana.clicks(replaced, 'Go');
  await respond((await take()).response_url, { delete_original: true });
  await ana.gone(replaced);
  expect((await ana.messages('ops')).some((message) => message.ts === card.ts)).toBe(false);
});

test('a response_url refuses blocks that a message would refuse', async () => {
  const { response_url } = await command();
  expect(await (await respond(response_url, { blocks: [section('x'.repeat(3001))] })).json()).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
  });
});
