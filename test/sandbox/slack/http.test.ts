import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { sign } from '../../../sandbox/slack/deliver/http.ts';
import { signingSecret } from '../../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';
import { httpApp, until } from './app.ts';

interface Request {
  headers: IncomingHttpHeaders;
  body: string;
}

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function slackFor(http: { url: string; signingSecret: string }): Promise<{ slack: LocalSlack; people: People }> {
  const slack = await startLocalSlack({ http });
  const people = await connectPeople(slack.url);
  ends.push(
    () => slack.close(),
    () => people.close(),
  );
  return { slack, people };
}

/** A Bolt app and its Slack; Slack learns the address of the app once the app listens. */
async function withBolt(add: (app: App) => void): Promise<People> {
  const http = { url: '', signingSecret };
  const { slack, people } = await slackFor(http);
  const app = httpApp(slack);
  add(app);
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  ends.push(() => app.stop());
  http.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return people;
}

/** A server that keeps what it gets and answers as told; no answer at all for status 0. */
async function listener(answers: { status: number; headers?: Record<string, string> }[]): Promise<{ url: string; got: Request[] }> {
  const got: Request[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(got.length, answers.length - 1)] ?? { status: 200 };
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (answer.status > 0) response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

test('a command, a click and an event reach a Bolt app by signed HTTP', async () => {
  const people = await withBolt((app) => {
    app.command('/ssm', async ({ ack, command }) => {
      await ack({
        text: `You typed ${command.text}`,
        blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] }],
      });
    });
    app.action('go', async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'Gone' });
    });
    app.event('app_mention', async ({ say, event }) => {
      await say({ text: 'Yes?', thread_ts: event.ts });
    });
  });
  const ana = people.person('U0ANA');
  await ana.types('/ssm help "a & b"', 'ops');
  const card = await ana.sees('ops', 'You typed help "a & b"');
  await ana.clicks(card, 'Go');
  await ana.sees('ops', 'Gone');
  await ana.types('@ssm are you there', 'ops');
  const said = await ana.sees('ops', 'are you there');
  await ana.seesInThread('ops', said.ts, 'Yes?');
});

test('a forged signature and an old time are refused by the real receiver', async () => {
  let ran = 0;
  const people = await withBolt((app) => {
    app.command('/ssm', async ({ ack }) => {
      ran += 1;
      await ack();
    });
  });
  const payload = { command: '/ssm', text: 'x', team_id: 'T0ACME', user_id: 'U0ANA', channel_id: 'C0OPS' };
  expect((await people.deliver({ type: 'slash_commands', payload, signature: 'v0=00' })).status).toBe(401);
  expect((await people.deliver({ type: 'slash_commands', payload, age: 600 })).status).toBe(401);
  expect(ran).toBe(0);
  expect((await people.deliver({ type: 'slash_commands', payload })).status).toBe(200);
  expect(ran).toBe(1);
});

test('an event that fails comes again with its number and reason, signed anew', async () => {
  const { got, url } = await listener([{ status: 500 }, { status: 503 }, { status: 200 }]);
  const { people } = await slackFor({ url, signingSecret });
  await people.person('U0ANA').types('@ssm hello', 'ops');
  await until(() => got.length === 1, 'the first try');
  for (const [wait, count] of [
    [1000, 2],
    [60_000, 3],
  ] as const) {
    await until(async () => (await people.retries()) === 1, 'the retry to be planned');
    await people.step(wait);
    await until(() => got.length === count, 'the next try');
  }
  expect(got.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_error'],
  ]);
  for (const { headers, body } of got) {
    expect(headers['x-slack-signature']).toBe(sign(signingSecret, String(headers['x-slack-request-timestamp']), body));
  }
  expect(new Set(got.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1);
});

test('X-Slack-No-Retry ends the tries', async () => {
  const { got, url } = await listener([{ status: 500, headers: { 'x-slack-no-retry': '1' } }]);
  const { people } = await slackFor({ url, signingSecret });
  await people.person('U0ANA').types('@ssm hello', 'ops');
  await until(() => got.length === 1, 'the first try');
  await people.step(3_600_000);
  await people.person('U0ANA').types('@ssm again', 'ops');
  await until(() => got.length === 2, 'the second event');
  expect(got.every(({ headers }) => headers['x-slack-retry-num'] === undefined)).toBe(true);
});

test('an app that does not answer within three seconds did not respond', async () => {
  const { got, url } = await listener([{ status: 0 }]);
  const { people } = await slackFor({ url, signingSecret });
  const ana = people.person('U0ANA');
  await ana.types('/ssm help', 'ops');
  await until(() => got.length === 1, 'the command');
  await people.step(3000);
  expect(await ana.seesAlert('did not respond')).toContain('operation_timeout');
});
