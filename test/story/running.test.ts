import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { approved, ask, finalOf, rootOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.aws.clearsOutcomes();
  await stage.refill();
});
afterAll(() => stage.strike());

test('failed instances are shown as they come, with what they said', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /restart/, instance: await aws.idOf('myapp-prod-02'), exitCode: 3, stderr: 'Unit myapp.service not found' });
  const asked = await approved(stage, `${prod} -- systemctl restart myapp`);
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('47 of 48 succeeded');
  expect(final.visible).toContain('1 failed (exit 3)');
  expect(final.visible).toContain('Unit myapp.service not found');
});

test('the error budget holds over all waves: one error more stops the rest', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /deploy/, exitCode: 1, stderr: 'no space left' });
  const asked = await approved(stage, `${prod} --errors 2 --concurrency 1 -- deploy`);
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('0 of 48 succeeded');
  expect(final.visible).toContain('3 failed (exit 1)');
  expect(final.visible).toMatch(/8 instances not sent: more than 2 errors/);
  const sent = (await aws.sent()).filter((command) => command.comment.includes(asked.id));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.maxErrors).toBe('2');
});

test('what is left of the budget goes on to the next wave', async () => {
  const { ana, aws } = stage;
  const [first] = (await aws.machines())
    .filter(({ tags, state }) => tags.App === 'myapp' && tags.Env === 'prod' && state === 'running')
    .map(({ id }) => id)
    .sort();
  await aws.outcome({ script: /careful/, instance: first ?? '', exitCode: 1 });
  const asked = await approved(stage, `${prod} --errors 2 -- careful`);
  await finalOf(ana, asked);
  const sent = (await aws.sent()).filter((command) => command.comment.includes(asked.id));
  expect(sent.map((command) => command.maxErrors)).toEqual(['2', '1']);
});

test('cancel stops what runs, and no further wave starts', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 3_000 });
  const asked = await approved(stage, `${prod} -- slow`);
  const root = await ana.sees('incident-42', new RegExp(`Wave 1 of 2[\\s\\S]*request ${asked.id}`), { within: 15_000 });
  expect(root.buttons).toContain('Cancel command');
  const dialog = await ana.clicks(root, 'Cancel command');
  expect(dialog).toContain('it may be half done');
  const final = await finalOf(ana, asked);
  expect(final.visible).toMatch(/Cancelled by @ana/);
  const sent = (await aws.sent()).filter((command) => command.comment.includes(asked.id));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.status).toBe('Cancelled');
});

test('a stop that AWS does not take is told in the thread, and made when AWS is back', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 500 });
  const asked = await approved(stage, `${prod} --concurrency 4 -- slow`);
  const root = await ana.seesChange(asked.root, /Wave 1 of 2/, { within: 15_000 });
  await aws.fault('CancelCommand', 'error-500');
  await ana.clicks(root, 'Cancel command');
  await ana.seesChange(asked.root, /AWS did not answer \(stopping on prod\)/, { within: 15_000 });
  await aws.clearsFaults();
  expect((await finalOf(ana, asked)).visible).toContain('Cancelled by @ana');
});

test('a request can be withdrawn before anybody approved it', async () => {
  const { ana, bo } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  await ana.clicks(asked.root, 'Withdraw request');
  expect((await finalOf(ana, asked)).visible).toContain('nothing was sent');
  const card = await bo.seesInThread('incident-42', asked.root.ts, /Withdrawn by/);
  expect(card.buttons).toEqual([]);
});

test('somebody else may cancel where policy lets them, and nobody where it does not', async () => {
  const { ana, bo, wes, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 3_000 });
  const asked = await approved(stage, `${prod} -- slow`);
  const root = await ana.sees('incident-42', new RegExp(`Wave 1[\\s\\S]*request ${asked.id}`), { within: 15_000 });
  await wes.clicks(root, 'Cancel command');
  await wes.sees('incident-42', /You may not/);
  await bo.clicks(root, 'Cancel command');
  expect((await finalOf(ana, asked)).visible).toContain('Cancelled by @bo');
});

test("what comes from outside cannot dress up as the bot's words or call people", async () => {
  const { ana, aws } = stage;
  await aws.outcome({
    script: /evil/,
    instance: await aws.idOf('myapp-prod-03'),
    exitCode: 1,
    stderr: '<!channel> *approved* <@U0BO> &amp; <https://evil.example|click>',
  });
  const asked = await approved(stage, `${prod} --reason "<!here> look" -- echo evil`);
  const final = await finalOf(ana, asked);
  const text = JSON.stringify(final.blocks) + final.text;
  expect(text).not.toContain('<!channel>');
  expect(text).not.toContain('<https://evil');
  expect(JSON.stringify(asked.root.blocks)).not.toContain('<!here>');
});

test('a secret in the output is masked before it rests anywhere', async () => {
  const { ana, aws, redis } = stage;
  const secret = ['hunter', '2hunter', '2'].join('');
  await aws.outcome({
    script: /leak/,
    instance: await aws.idOf('myapp-prod-04'),
    exitCode: 1,
    stderr: `connect failed: password=${secret}`,
  });
  const asked = await approved(stage, `${prod} -- leak`);
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('[masked]');
  expect(final.visible).not.toContain(secret);
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    const value =
      type === 'hash'
        ? JSON.stringify(await redis.hgetall(key))
        : type === 'string'
          ? await redis.get(key)
          : type === 'stream'
            ? JSON.stringify(await redis.xrange(key, '-', '+'))
            : type === 'zset'
              ? (await redis.zrange(key, 0, -1)).join()
              : type === 'list'
                ? (await redis.lrange(key, 0, -1)).join()
                : '';
    expect(value).not.toContain(secret);
  }
});

test('one message tells the progress: it is edited, and nothing is posted twice', async () => {
  const { ana, slack } = stage;
  const asked = await approved(stage, `${prod} -- uptime`);
  await finalOf(ana, asked);
  const root = await ana.seesChange(await rootOf(ana, asked.id), /48 of 48 succeeded/);
  expect(root.buttons).toEqual(['Output', 'Run again', 'Read the plan']);
  const kinds = (await slack.calls('chat.postMessage'))
    .map(
      (call) =>
        (typeof call.args.metadata === 'string' ? JSON.parse(call.args.metadata) : call.args.metadata) as {
          event_payload: { request: string; kind: string };
        },
    )
    .filter((metadata) => metadata?.event_payload.request.startsWith(asked.id))
    .map((metadata) => metadata.event_payload.kind);
  expect(kinds.sort()).toEqual(['approval', 'final', 'root', 'told']);
});
