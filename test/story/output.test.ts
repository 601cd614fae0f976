import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, finalOf } from '../support/asking.ts';
import type { Message, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const staging = '/ssm run tag:App=myapp tag:Env=staging --env staging';
const patient = { within: 20_000 };
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

/** Runs the line to its end; staging needs nobody's approval. */
async function ran(line: string): Promise<string> {
  const asked = await ask(stage.ana, line);
  await finalOf(stage.ana, asked);
  return asked.id;
}

/** The answer that is for this person alone. */
async function answer(person: Person, line: string, wanted: RegExp): Promise<Message> {
  await person.types(line, 'incident-42');
  const message = await person.sees('incident-42', wanted, patient);
  expect(message.ephemeral).toBe(true);
  return message;
}

/** The text of the newest file in a person's direct messages or a thread. */
async function textOf(message: Message): Promise<string> {
  const [file] = message.files as { url_private: string }[];
  return (await fetch(file?.url_private ?? '')).text();
}

test('instances that said the same stand together, and what failed comes first', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /check/, stdout: '\u001b[32mok\u001b[0m\r\n' });
  await aws.outcome({ script: /check/, instance: await aws.idOf('myapp-staging-04'), stdout: 'ok\n' });
  await aws.outcome({ script: /check/, instance: await aws.idOf('myapp-staging-02'), exitCode: 3, stdout: 'half', stderr: 'disk full\n' });
  const id = await ran(`${staging} -- check`);

  const { visible, buttons } = await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  expect(visible).toContain('on staging: 5 instances, 2 different outputs');
  expect(visible).toMatch(/myapp-staging-02 \(i-[0-9a-f]+\) \(Failed, exit 3\)[\s\S]*4 instances said the same \(Success\)/);
  expect(visible).toContain('myapp-staging-01, myapp-staging-03, myapp-staging-04, myapp-staging-05');
  expect(visible).toMatch(/disk full/);
  expect(visible).not.toMatch(/\[32m|U\+001B|U\+000D/);
  expect(buttons).toContain('Whole of myapp-staging-02');
});

test('a secret that a machine said is masked wherever its output is shown, and rests nowhere', async () => {
  const { ana, aws, redis, slack } = stage;
  const secret = 'hunter2-correct-horse';
  await aws.outcome({ script: /leak/, stdout: `connecting\npassword=${secret}\n${'filler line\n'.repeat(1_500)}` });
  const id = await ran(`${staging} -- leak`);

  const all = await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  expect(all.visible).toContain('password=[masked]');
  expect(all.visible).toContain('What looked like a secret is shown as [masked]');
  await answer(ana, `/ssm output ${id} myapp-staging-01`, /the whole is in your direct messages/);
  const sent = await ana.sees('ssm', new RegExp(`${id}`), patient).catch(() => undefined);
  const direct = sent ?? ((await ana.messages('ssm')).findLast(({ files }) => files.length > 0) as Message);
  const whole = await textOf(direct);
  expect(whole).toContain('password=[masked]');
  expect(whole.match(/filler line/g)).toHaveLength(1_500);

  const kept = await Promise.all((await redis.keys('*request*')).map((key) => redis.hget(key, 'record').catch(() => '')));
  expect(JSON.stringify([kept, await redis.xrange('{ssm-chatops}:audit', '-', '+'), await slack.calls()])).not.toContain(secret);
});

test('output that AWS cuts says so, and how to keep the whole next time', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /long/, stdout: 'a line of output\n'.repeat(2_000) });
  const id = await ran(`${staging} -- long`);
  const { visible } = await answer(ana, `/ssm output ${id} myapp-staging-03`, /myapp-staging-03 · Success/);
  expect(visible).toMatch(/stdout, first [\d,]+ characters; only the first 24,000 are kept here/);
  expect(visible).toContain('AWS keeps only this beginning. To keep the whole next time, run it with --s3 or --log-group.');
  expect(visible).not.toContain('output truncated');
});

test('the whole is shared in the thread only where a person says so', async () => {
  const { ana, bo, aws } = stage;
  await aws.outcome({ script: /share/, stdout: 'for everybody\n' });
  const asked = await ask(ana, `${staging} -- share`);
  await finalOf(ana, asked);
  const one = await answer(ana, `/ssm output ${asked.id} myapp-staging-01`, /for everybody/);
  expect(one.buttons).toContain('Share in the thread');
  const hasFile = (messages: readonly Message[]) =>
    messages.some(({ thread_ts, files }) => thread_ts === asked.root.ts && files.length > 0);
  expect(hasFile(await bo.messages('incident-42'))).toBe(false);

  await answer(ana, `/ssm output ${asked.id} myapp-staging-01 --share`, /it is in the thread/);
  await expect.poll(async () => hasFile(await bo.messages('incident-42')), { timeout: 10_000 }).toBe(true);
  const shared = (await bo.messages('incident-42')).findLast(({ files }) => files.length > 0) as Message;
  expect(await textOf(shared)).toBe('for everybody\n');
});

test('who may read a request may not read what the machines said unless policy says so, the asker neither', async () => {
  const { ana, wes, sam, slack, redis } = stage;
  const id = await ran(`${staging} -- uptime`);
  await answer(sam, `/ssm output ${id}`, /You may not/);
  await answer(wes, `/ssm output ${id}`, /You may not read what commands said on staging/);
  await wes.types('/ssm run tag:Env=dev --env dev -- uptime', 'incident-42');
  const card = await wes.sees('incident-42', /Run a script on 4 instances[\s\S]*Needs nobody/, patient);
  await wes.clicks(card, card.buttons[0] ?? '');
  const root = await wes.sees('incident-42', /4 of 4 succeeded/, patient);
  const own = /request ([0-9a-f]{6})/.exec(root.visible)?.[1] ?? '';
  await answer(wes, `/ssm output ${own}`, /4 instances/);

  await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  const rows = (await redis.xrange('{ssm-chatops}:audit', '-', '+')).map(([, fields]) =>
    JSON.parse(fields[fields.indexOf('row') + 1] ?? ''),
  );
  const reads = rows.filter(({ verb }) => verb === 'output-read');
  expect(reads).toContainEqual(expect.objectContaining({ by: 'U0ANA', note: 'all targets' }));
  expect(reads.map(({ by }) => by)).not.toContain('U0SAM');
  expect(reads.filter(({ request }) => request.startsWith(id)).map(({ by }) => by)).toEqual(['U0ANA']);
  // A policy that names nobody takes it from the asker too.
  await slack.setGroup('web-team', []);
  await stage.restart();
  await answer(wes, `/ssm output ${own}`, /You may not/);
  await slack.setGroup('web-team', ['U0WES']);
});

test('names that nobody knows, and requests that sent nothing, get an answer that helps', async () => {
  const { ana } = stage;
  const id = await ran(`${staging} -- uptime`);
  await answer(ana, `/ssm output ${id} nosuch`, /sent nothing to "nosuch"/);
  await answer(ana, `/ssm output ${id} --share`, /Only the output of one instance is shared/);
  await answer(ana, `/ssm output ${id} --page 9`, /no page 9/);
  const waiting = await ask(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  await answer(ana, `/ssm output ${waiting.id}`, /was sent, so there is no output/);
});
