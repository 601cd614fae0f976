import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { accessKeyId, secretAccessKey } from '../sandbox/aws/seed/accounts.ts';
import { type BotProcess, startBot } from '../sandbox/bot.ts';
import { freePort } from '../sandbox/redis.ts';
import { serveHealth } from '../src/health.ts';
import { type Stage, setStage } from './support/stage.ts';

const patient = { within: 20_000 };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Bot extends BotProcess {
  readonly health: string;
  /** Each line of its log. */
  readonly lines: readonly string[];
}

async function stageWithoutBot(): Promise<Stage> {
  const stage = await setStage({ roles: [] });
  ends.push(() => stage.strike());
  return stage;
}

/** The bot as a process of its own on a stage. */
async function botOn(stage: Stage, args: readonly string[] = [], own: Record<string, string> = {}): Promise<Bot> {
  const port = await freePort();
  const lines: string[] = [];
  const { SSM_CHATOPS_CONFIG, SSM_CHATOPS_KEY, SLACK_BOT_TOKEN, SLACK_APP_TOKEN = '', SLACK_API_URL = '', REDIS_URL } = stage.settings;
  const bot = startBot(
    {
      SSM_CHATOPS_CONFIG,
      SSM_CHATOPS_KEY,
      SLACK_BOT_TOKEN,
      SLACK_APP_TOKEN,
      SLACK_API_URL,
      REDIS_URL,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: stage.aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      HEALTH_PORT: String(port),
      LOG_LEVEL: 'info',
      ...own,
    },
    args,
    (line) => lines.push(line),
  );
  ends.push(() => bot.end('SIGKILL'));
  return { ...bot, health: `http://127.0.0.1:${port}`, lines };
}

async function ask(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

/** Asks until the answer has this status; the last answer otherwise. */
async function askUntil(url: string, status: number, withinMs = 15_000): Promise<{ status: number; body: unknown }> {
  for (const end = Date.now() + withinMs; ; ) {
    const answer = await ask(url);
    if (answer.status === status || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends a process by SIGTERM; gives its exit code and how long it took. */
async function terminates(bot: Bot): Promise<{ code: unknown; ms: number }> {
  const began = Date.now();
  const gone = once(bot.process, 'exit');
  bot.process.kill('SIGTERM');
  const [code] = await gone;
  return { code, ms: Date.now() - began };
}

/** A way to the stage's Redis that can be closed and opened again at the same address. */
async function gateTo(redisUrl: string) {
  const to = new URL(redisUrl);
  const open = new Set<Socket>();
  const gate = createServer((from) => {
    const onward = connect(Number(to.port), to.hostname);
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => open.delete(one) && other.destroy());
    }
  });
  const port = await freePort();
  const opens = () => once(gate.listen(port, '127.0.0.1'), 'listening');
  const closes = async () => {
    const closed = once(gate, 'close');
    gate.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  await opens();
  ends.push(async () => gate.listening && closes());
  return { url: `redis://127.0.0.1:${port}${to.pathname}`, opens, closes };
}

test('/healthz says that the process lives, /readyz what is missing, and nothing else is there', async () => {
  let missing: string[] = [];
  const health = await serveHealth(0, async () => missing);
  ends.push(() => health.close());
  const url = `http://127.0.0.1:${health.port}`;
  expect(await ask(`${url}/healthz`)).toEqual({ status: 200, body: { ok: true } });
  expect(await ask(`${url}/readyz`)).toEqual({ status: 200, body: { ok: true, missing: [] } });
  missing = ['Redis', 'a connection from Slack'];
  expect(await ask(`${url}/readyz`)).toEqual({ status: 503, body: { ok: false, missing } });
  expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 });
  expect(await ask(`${url}/metrics`)).toMatchObject({ status: 404 });
});

test('/readyz names Redis while it is gone, and is well again when it is back, in the same process', async () => {
  const stage = await stageWithoutBot();
  const gate = await gateTo(stage.settings.REDIS_URL);
  const bot = await botOn(stage, [], { REDIS_URL: gate.url });
  await bot.ready();
  expect(await ask(`${bot.health}/readyz`)).toEqual({ status: 200, body: { ok: true, missing: [] } });

  await gate.closes();
  expect(await askUntil(`${bot.health}/readyz`, 503)).toEqual({ status: 503, body: { ok: false, missing: ['Redis'] } });
  expect(await ask(`${bot.health}/healthz`)).toMatchObject({ status: 200 });

  await gate.opens();
  expect(await askUntil(`${bot.health}/readyz`, 200)).toMatchObject({ status: 200 });
  await stage.ana.types('/ssm run tag:App=myapp tag:Env=prod --reason back -- uptime', 'incident-42');
  await stage.ana.sees('incident-42', /50 instances match/, patient);

  await gate.closes();
  await askUntil(`${bot.health}/readyz`, 503);
  expect((await terminates(bot)).ms, 'SIGTERM without Redis').toBeLessThan(10_000);
}, 60_000);

test('SIGTERM ends a bot that still waits for Slack', async () => {
  const stage = await stageWithoutBot();
  const bot = await botOn(stage, [], { SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/` });
  await expect.poll(() => bot.lines.join(), { timeout: 20_000 }).toContain('Slack does not answer yet');
  expect(await terminates(bot)).toMatchObject({ code: 0 });
});

test('SIGTERM in the middle of a run ends the bot within 10 seconds, without an error, and the next process ends the run', async () => {
  const stage = await stageWithoutBot();
  const first = await botOn(stage);
  await first.ready();
  await stage.aws.outcome({ seconds: 20 });
  await stage.ana.types('/ssm run tag:App=myapp tag:Env=prod --reason handover -- uptime', 'incident-42');
  await stage.ana.clicks(await stage.ana.sees('incident-42', /50 instances match/, patient), 'Ask for approval');
  const root = await stage.ana.sees('incident-42', /Waits for 1 of sre-leads/, patient);
  await stage.bo.clicks(await stage.bo.seesInThread('incident-42', root.ts, /asks/, patient), 'Read the plan');
  await stage.bo.submits(await stage.bo.seesModal(/Wave 2: 8 instances/, patient));
  await expect.poll(async () => (await stage.aws.sent()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  const { code, ms } = await terminates(first);
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
  expect(first.lines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);

  const second = await botOn(stage);
  await second.ready();
  await stage.ana.sees('incident-42', /48 of 48 succeeded in/, { within: 45_000 });
  expect((await stage.aws.sent()).map((command) => command.instanceIds.length)).toEqual([40, 8]);
}, 90_000);

test('a bot and a worker share a story: one takes it from Slack, the other speaks to AWS', async () => {
  const stage = await stageWithoutBot();
  const [bot, worker] = await Promise.all([botOn(stage, ['--role', 'bot']), botOn(stage, ['--role', 'worker'])]);
  await Promise.all([bot.ready(), worker.ready()]);
  expect(await ask(`${worker.health}/readyz`)).toMatchObject({ status: 200 });
  // Two sockets, and all of them the bot's.
  expect(await stage.slack.sockets()).toBe(2);
  expect(await terminates(worker)).toMatchObject({ code: 0 });

  await stage.ana.types('/ssm run tag:App=myapp tag:Env=prod --reason roles -- uptime', 'incident-42');
  await expect.poll(async () => (await stage.redis.keys('{ssm-chatops}:request:*')).length, { timeout: 10_000 }).toBeGreaterThan(0);
  // The request is written, and nobody speaks to AWS without a worker.
  expect(await stage.aws.calls()).toEqual({});

  const next = await botOn(stage, ['--role', 'worker']);
  await next.ready();
  await stage.ana.clicks(await stage.ana.sees('incident-42', /50 instances match/, patient), 'Ask for approval');
  const root = await stage.ana.sees('incident-42', /Waits for 1 of sre-leads/, patient);
  await stage.bo.clicks(await stage.bo.seesInThread('incident-42', root.ts, /asks/, patient), 'Read the plan');
  await stage.bo.submits(await stage.bo.seesModal(/Wave 2: 8 instances/, patient));
  await stage.ana.sees('incident-42', /48 of 48 succeeded in/, { within: 30_000 });
}, 90_000);

test.each([
  ['an unknown role', ['--role', 'boss'], 'usage:\nssm-chatops serve [--role bot|worker|all]'],
  ['an unknown flag', ['--fast'], "Unknown option '--fast'"],
])('%s ends it at once with a sentence', async (_what, args, words) => {
  const bot = startBot({}, args);
  const failure: Error = await bot.ready().then(
    () => new Error('It was ready.'),
    (error: Error) => error,
  );
  expect(failure.message).toContain(words);
  expect(failure.message).not.toContain('    at ');
});

test('a wrong token ends it at once, and names the variable', async () => {
  const bot = await botOn(await stageWithoutBot(), [], { SLACK_BOT_TOKEN: 'xoxb-of-somebody-else' });
  await expect(bot.ready()).rejects.toThrow(/invalid_auth.*SLACK_BOT_TOKEN/);
});
