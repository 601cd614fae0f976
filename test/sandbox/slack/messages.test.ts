import { afterAll, beforeAll, expect, test } from 'vitest';
import { appToken } from '../../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People, type Person } from '../../support/people.ts';
import { refusal, section, webClient } from './app.ts';

let slack: LocalSlack;
let people: People;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  await people.rates(false);
  ana = people.person('U0ANA');
  bo = people.person('U0BO');
});

afterAll(async () => {
  people.close();
  await slack.close();
});

test('an ephemeral message is seen by one person, stands in no history, cannot be edited, and is gone on reload', async () => {
  const { chat, conversations } = webClient(slack);
  const { message_ts: ts = '' } = await chat.postEphemeral({ channel: 'C0OPS', user: 'U0ANA', text: 'Only you' });
  const seen = await ana.sees('ops', 'Only you');
  expect([seen.ephemeral, (await bo.messages('ops')).length]).toEqual([true, 0]);
  expect((await conversations.history({ channel: 'C0OPS' })).messages).toEqual([]);
  expect((await refusal(chat.update({ channel: 'C0OPS', ts, text: 'Edited' })))?.error).toBe('cant_update_message');
  expect((await refusal(chat.delete({ channel: 'C0OPS', ts })))?.error).toBe('message_not_found');
  await ana.reloads();
  expect(await ana.messages('ops')).toEqual([]);
});

test('an ephemeral message reaches only members of the channel', async () => {
  const { chat } = webClient(slack);
  expect((await refusal(chat.postEphemeral({ channel: 'C0OPS', user: 'U0GUS', text: 'x' })))?.error).toBe('user_not_in_channel');
});

test('the app posts only where it is a member, and a private channel that it is not in does not exist for it', async () => {
  const { chat, conversations } = webClient(slack);
  expect((await refusal(chat.postMessage({ channel: 'C0RAND', text: 'x' })))?.error).toBe('not_in_channel');
  expect((await refusal(chat.postMessage({ channel: 'C0NONE', text: 'x' })))?.error).toBe('channel_not_found');
  await conversations.join({ channel: 'C0RAND' });
  expect(await refusal(chat.postMessage({ channel: 'C0RAND', text: 'x' }))).toBeUndefined();
});

test('text without blocks leaves the old blocks in place; an empty list takes them away', async () => {
  const { chat } = webClient(slack);
  const { ts = '' } = await chat.postMessage({ channel: 'C0WEB', text: 'one', blocks: [section('blocks')] });
  await chat.update({ channel: 'C0WEB', ts, text: 'two' });
  expect(await ana.sees('web-team', 'two')).toMatchObject({ visible: 'blocks', edited: true });
  await chat.update({ channel: 'C0WEB', ts, text: 'three', blocks: [] });
  expect((await ana.sees('web-team', 'three')).visible).toBe('three');
});

test('only the own messages can be edited', async () => {
  await ana.types('mine', 'web-team');
  const { ts } = await ana.sees('web-team', 'mine');
  expect((await refusal(webClient(slack).chat.update({ channel: 'C0WEB', ts, text: 'yours' })))?.error).toBe('cant_update_message');
});

test('a final post is found again by its metadata, page by page', async () => {
  const { chat, conversations } = webClient(slack);
  const root = await chat.postMessage({ channel: 'C0INC42', text: 'root' });
  const thread_ts = root.ts ?? '';
  for (const number of [1, 2, 3]) {
    await chat.postMessage({
      channel: 'C0INC42',
      thread_ts,
      text: `reply ${number}`,
      metadata: { event_type: 'ssm', event_payload: { number } },
      reply_broadcast: number === 3,
    });
  }
  const { messages: bare = [] } = await conversations.replies({ channel: 'C0INC42', ts: thread_ts });
  expect(bare.map((message) => [message.text, message.metadata])).toEqual(
    ['root', 'reply 1', 'reply 2', 'reply 3'].map((text) => [text, undefined]),
  );
  const found: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await conversations.replies({
      channel: 'C0INC42',
      ts: thread_ts,
      include_all_metadata: true,
      limit: 2,
      ...(cursor ? { cursor } : {}),
    });
    found.push(...(page.messages ?? []).flatMap((message) => message.metadata?.event_payload ?? []));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  expect(found).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  const { messages: channel = [] } = await conversations.history({ channel: 'C0INC42' });
  expect(channel.map((message) => message.text)).toEqual(['reply 3', 'root']);
  expect(channel[1]).toMatchObject({ reply_count: 3 });
});

test('a deleted message with replies leaves a tombstone, and its thread stays', async () => {
  const { chat, conversations } = webClient(slack);
  const { ts = '' } = await chat.postMessage({ channel: 'C0WEB', text: 'root' });
  await chat.postMessage({ channel: 'C0WEB', thread_ts: ts, text: 'reply' });
  await chat.delete({ channel: 'C0WEB', ts });
  const { messages = [] } = await conversations.replies({ channel: 'C0WEB', ts });
  expect(messages.map((message) => ['subtype' in message ? message.subtype : undefined, message.text])).toEqual([
    ['tombstone', 'This message was deleted.'],
    [undefined, 'reply'],
  ]);
  expect((await refusal(chat.update({ channel: 'C0WEB', ts, text: 'back' })))?.error).toBe('cant_update_message');
});

test('a message to a person goes to their direct messages, and not to one who is deactivated', async () => {
  const { chat } = webClient(slack);
  await chat.postMessage({ channel: 'U0ANA', text: 'for you' });
  expect((await ana.sees('ssm', 'for you')).channel).toBe('D0ANA');
  expect((await refusal(chat.postMessage({ channel: 'U0DINA', text: 'x' })))?.error).toBe('channel_not_found');
});

test('what was not granted is refused by its scope, and the kind of token matters', async () => {
  await people.setApp({ scopes: ['chat:write', 'commands'] });
  const { data } = (await webClient(slack)
    .usergroups.list()
    .catch((error) => error)) as { data: object };
  expect(data).toMatchObject({ error: 'missing_scope', needed: 'usergroups:read', provided: 'chat:write,commands' });
  expect((await refusal(webClient(slack, appToken).auth.test()))?.error).toBe('not_allowed_token_type');
  expect((await refusal(webClient(slack, 'xoxb-other').auth.test()))?.error).toBe('invalid_auth');
  expect((await refusal(webClient(slack).apiCall('chat.postMassage')))?.error).toBe('unknown_method');
});

test('failures can be asked for: an error, a lost answer, a server error', async () => {
  const { chat } = webClient(slack);
  await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'fatal_error' });
  expect((await refusal(chat.postMessage({ channel: 'C0WEB', text: 'refused' })))?.error).toBe('fatal_error');
  await people.fault({ method: 'chat.postMessage', kind: 'error-500', afterwards: true });
  await expect(chat.postMessage({ channel: 'C0WEB', text: 'posted all the same' })).rejects.toThrow();
  await ana.sees('web-team', 'posted all the same');
  expect((await ana.messages('web-team')).some((message) => message.text === 'refused')).toBe(false);
});

test('calls are kept without their tokens', async () => {
  await people.forgetCalls();
  await webClient(slack).auth.test();
  const calls = await people.calls();
  expect(calls.map((call) => [call.method, call.answer])).toEqual([['auth.test', 'ok']]);
  expect(JSON.stringify(calls)).not.toContain('xoxb-');
});

test('a file is announced, sent and shared, and appears a moment later', async () => {
  await people.setApp({ scopes: ['files:write'] });
  await webClient(slack).filesUploadV2({ channel_id: 'C0WEB', filename: 'output.txt', title: 'Output', content: 'all of it' });
  const files = async () => (await ana.messages('web-team')).flatMap((message) => message.files);
  await expect.poll(async () => (await files()).map((file) => file.title)).toEqual(['Output']);
  expect(await (await fetch(String((await files())[0]?.url_private))).text()).toBe('all of it');
});
