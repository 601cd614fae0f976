import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appToken } from '../../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People, type Person } from '../../support/people.ts';
import { quiet, refusal, until, webClient } from './app.ts';

interface Arrived {
  envelope_id: string;
  client: number;
  text: string;
  retry: number | undefined;
  reason: string | undefined;
  ack(answer?: object): Promise<void>;
}

let slack: LocalSlack;
let people: People;
let ana: Person;
let clients: SocketModeClient[] = [];
let arrived: Arrived[] = [];

/** A client of Socket Mode that keeps what arrives, and acknowledges nothing by itself. */
async function connect(): Promise<SocketModeClient> {
  const client = new SocketModeClient({ appToken, logger: quiet, clientPingTimeout: 200, clientOptions: { slackApiUrl: slack.apiUrl } });
  const number = clients.push(client);
  client.on('slack_event', ({ envelope_id, body, ack, retry_num, retry_reason }) => {
    arrived.push({ envelope_id, client: number, text: body.text ?? body.event?.type, retry: retry_num, reason: retry_reason, ack });
  });
  await client.start();
  return client;
}

const next = (): Promise<Arrived> => until(() => arrived.shift(), 'a delivery');

beforeEach(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  ana = people.person('U0ANA');
  clients = [];
  arrived = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.disconnect()));
  people.close();
  await slack.close();
});

test('each payload goes to one of the connections', async () => {
  await connect();
  await connect();
  for (const text of ['one', 'two', 'three', 'four']) await ana.types(`/ssm ${text}`, 'ops');
  const got = [await next(), await next(), await next(), await next()];
  await Promise.all(got.map((one) => one.ack()));
  expect(got.map((one) => one.text).sort()).toEqual(['four', 'one', 'three', 'two']);
  expect(new Set(got.map((one) => one.client)).size).toBe(2);
  expect(new Set(got.map((one) => one.envelope_id)).size).toBe(4);
});

test('an eleventh connection is refused', async () => {
  await people.rates(false);
  for (let count = 1; count <= 10; count += 1) await connect();
  expect(await people.sockets()).toBe(10);
  expect((await refusal(webClient(slack, appToken).apps.connections.open()))?.error).toBe('too_many_websockets');
});

test('an acknowledgement may carry the answer to a command, for its sender alone', async () => {
  await connect();
  await ana.types('/ssm help', 'ops');
  await (await next()).ack({ text: 'Here is help' });
  expect((await ana.sees('ops', 'Here is help')).ephemeral).toBe(true);
  await ana.types('/ssm tell', 'ops');
  await (await next()).ack({ response_type: 'in_channel', text: 'For all' });
  expect((await people.person('U0BO').sees('ops', 'For all')).ephemeral).toBe(false);
});

test('a command that nobody acknowledges within three seconds did not get a response, and is not sent again', async () => {
  await connect();
  await ana.types('/ssm help', 'ops');
  await next();
  await people.step(2900);
  expect(await ana.alerts()).toEqual([]);
  await people.step(200);
  expect(await ana.seesAlert('did not respond')).toBe('/ssm failed: ssm did not respond (operation_timeout)');
  await people.step(600_000);
  expect(arrived).toEqual([]);
});

test('a command with no app connected fails at once', async () => {
  await ana.types('/ssm help', 'ops');
  await ana.seesAlert('dispatch_failed');
});

test('an event that nobody acknowledges comes again: soon, after a minute, after five, and no more', async () => {
  await connect();
  await ana.types('@ssm hello', 'ops');
  expect(await next()).toMatchObject({ text: 'app_mention', retry: 0 });
  const waits = [1000, 60_000, 300_000];
  for (const [index, wait] of waits.entries()) {
    await people.step(3000);
    await until(async () => (await people.retries()) === 1, 'the retry to be planned');
    await people.step(wait);
    expect(await next()).toMatchObject({ text: 'app_mention', retry: index + 1, reason: 'timeout' });
  }
  await people.step(3000);
  await people.step(3_600_000);
  expect(arrived).toEqual([]);
});

test('a doubled delivery arrives twice with one envelope id', async () => {
  await connect();
  await people.doubleNext();
  await ana.types('/ssm run', 'ops');
  const [first, second] = [await next(), await next()];
  expect(second.envelope_id).toBe(first.envelope_id);
  await first.ack();
});

test('a client that is asked to come anew does so, and gets what is sent then', async () => {
  const client = await connect();
  const again = new Promise((resolve) => client.once('connected', resolve));
  await people.disconnect();
  await again;
  await ana.types('/ssm after', 'ops');
  const got = await next();
  await got.ack();
  expect(got.text).toBe('after');
});

test('a half-open connection swallows what is sent, until the client notices', async () => {
  const client = await connect();
  const again = new Promise((resolve) => client.once('connected', resolve));
  await people.halfOpen();
  await ana.types('/ssm lost', 'ops');
  await people.step(3000);
  await ana.seesAlert('operation_timeout');
  await again;
  await ana.types('/ssm found', 'ops');
  const got = await next();
  await got.ack();
  expect(got.text).toBe('found');
});

test('a delivery that Slack would never send can be sent', async () => {
  await connect();
  await people.deliver({ type: 'slash_commands', payload: { command: '/ssm', text: 'forged', team_id: 'T0EVIL' } });
  expect((await next()).text).toBe('forged');
});

test('the text of a command comes as typed, or escaped where Slack is told to', async () => {
  await connect();
  await ana.types('/ssm run "a < b && c"', 'ops');
  const typed = await next();
  await typed.ack();
  expect(typed.text).toBe('run "a < b && c"');
  await people.escapeCommands(true);
  await ana.types('/ssm run "a < b && c"', 'ops');
  const escaped = await next();
  await escaped.ack();
  expect(escaped.text).toBe('run "a &lt; b &amp;&amp; c"');
});
