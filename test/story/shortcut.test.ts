import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { approve, ask, idIn, preview, recordOf, rootOf, until } from '../support/asking.ts';
import type { Message, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  // AWS's clients are loaded once: on a busy machine that alone can take Slack's three seconds.
  await preview(stage.ana, '/ssm run tag:App=myapp --env dev -- uptime');
});
beforeEach(() => stage.refill());
afterAll(() => stage.strike());

/** Says something and gives the message. */
async function says(person: Person, words: string, root?: Message): Promise<Message> {
  if (root) await person.replies(root, words);
  else await person.types(words, channel);
  return person.sees(channel, words.replace(/^@ssm /, ''), patient);
}

const only = (person: Person, wanted: RegExp, root: Message): Promise<Message> => person.seesInThread(channel, root.ts, wanted, patient);

test('a line after a mention in a thread is answered there, and its request is linked from there', async () => {
  const { ana, bo } = stage;
  const root = await says(ana, 'The checkout is slow again');
  await ana.replies(
    root,
    '@ssm run tag:App=myapp tag:Env=prod --reason "p95 &lt; 4 s" -- curl http://localhost/health && echo "a" > /dev/null',
  );
  const card = await only(ana, /48 will get it/, root);
  expect(card.ephemeral).toBe(true);
  expect(card.visible).toContain('curl http://localhost/health && echo "a" > /dev/null');
  const id = idIn(card);
  expect((await recordOf(stage, id)).asker).toMatchObject({ id: 'U0ANA' });

  await ana.clicks(card, 'Ask for approval');
  const request = await rootOf(ana, id);
  expect(request.thread_ts).toBeUndefined();
  const link = await only(bo, /ana asked for Run a script on 48 instances · prod: follow it there/, root);
  expect(link.ephemeral).toBe(false);
  expect(JSON.stringify(link.blocks)).toContain(`/p${request.ts.replace('.', '')}`);
  await approve(bo, { id, card, root: request });
});

test('a mention alone offers what there is, and a button opens the form in that thread', async () => {
  const { ana } = stage;
  const root = await says(ana, 'Something is wrong with the disks');
  await ana.replies(root, '@ssm');
  const offer = await only(ana, /What shall I do/, root);
  expect(offer.ephemeral).toBe(true);
  await ana.clicks(offer, 'Run a script on instances');
  const modal = await ana.seesModal(/Environment/, patient);
  await ana.fills(modal, { Targets: ['tag:App=myapp', 'tag:Env=prod'], Script: 'df -h' });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await ana.seesChange(offer, /48 will get it/, patient);
  expect(card.thread_ts).toBe(root.ts);
});

test('the words of an operation after a mention bring a button for its form', async () => {
  const { ana } = stage;
  const root = await says(ana, 'And the load');
  await ana.replies(root, '@ssm run');
  const answer = await only(ana, /what exactly/, root);
  await ana.clicks(answer, 'Fill in a form');
  await ana.closes(await ana.seesModal(/Environment/, patient));
});

test('a mistake after a mention is answered to its writer alone', async () => {
  const { ana, bo } = stage;
  const root = await says(ana, 'Who knows more');
  await ana.replies(root, '@ssm rnu tag:App=myapp -- uptime');
  const answer = await only(ana, /Did you mean "run"/, root);
  expect(answer.ephemeral).toBe(true);
  expect((await bo.messages(channel)).some(({ ts }) => ts === answer.ts)).toBe(false);
});

test('a mention that comes twice is one request', async () => {
  const { ana, slack } = stage;
  const root = await says(ana, 'Once is enough');
  await slack.doubleNext();
  await ana.replies(root, '@ssm run tag:App=myapp tag:Env=prod -- date');
  const card = await only(ana, /48 will get it/, root);
  const id = idIn(card);
  const keys = await stage.redis.keys('{ssm-chatops}:request:*');
  expect(keys.filter((key) => key.includes(`:${id}`))).toHaveLength(1);
  const cards = (await ana.messages(channel)).filter(({ thread_ts, ephemeral }) => ephemeral && thread_ts === root.ts);
  expect(cards).toHaveLength(1);
});

test('somebody of another workspace is answered with nothing but that', async () => {
  const { ana, otto } = stage;
  const root = await says(ana, 'Visitors may look');
  await otto.replies(root, '@ssm run tag:App=myapp tag:Env=prod -- uptime');
  await only(otto, /not a member of the workspace/, root);
});

test('the shortcut fills in the instances that a message names', async () => {
  const { ana, aws } = stage;
  const id = await aws.idOf('myapp-prod-03');
  const root = await says(ana, 'Alarm: disk full');
  await ana.replies(root, `It is ${id}, I think`);
  const message = await only(ana, /I think/, root);
  await ana.usesShortcut('SSM: act on this', message);
  const chooser = await ana.seesModal(/What to do/, patient).catch(() => ana.seesModal(/In this message/, patient));
  expect(chooser.visible).toContain(`In this message: ${id}`);
  await ana.fills(chooser, { 'What to do': 'Run a script on instances' });
  await ana.submits(chooser);
  const modal = await ana.seesModal(/Environment/, patient);
  expect(JSON.stringify(modal.values)).toContain(id);
  await ana.fills(modal, { Script: 'df -h' });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await only(ana, /1 instance/, root);
  expect(card.ephemeral).toBe(true);
});

test('the shortcut on a message of ours knows its request', async () => {
  const { ana } = stage;
  const asked = await ask(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  await ana.usesShortcut('SSM: act on this', asked.root);
  const chooser = await ana.seesModal(/In this message/, patient);
  expect(chooser.visible).toContain(`request ${asked.id}`);
  await ana.fills(chooser, { 'What to do': 'Show a request as it stands' });
  await ana.submits(chooser);
  const modal = await ana.seesModal(/Request/, patient);
  expect(JSON.stringify(modal.values)).toContain(asked.id);
  const before = new Set((await ana.messages(channel)).map(({ ts }) => ts));
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const answer = await until('the answer', async () =>
    (await ana.messages(channel)).find(({ ts, ephemeral }) => ephemeral && !before.has(ts)),
  );
  expect(answer.visible).toContain(asked.id);
});

test('a button that stands for a line is read as if its clicker had typed it, in the place of the message', async () => {
  const { ana } = stage;
  const cards = async () => (await ana.messages(channel)).filter(({ ephemeral, visible }) => ephemeral && visible.includes('echo card '));
  for (let made = 0; made < 16; made += 1) await ana.types(`/ssm run tag:App=myapp tag:Env=prod -- echo card ${made}`, channel);
  await until('all cards', async () => (await cards()).length === 16, 25_000);
  const before = new Set((await ana.messages(channel)).map(({ ts }) => ts));
  const fresh = async () => (await ana.messages(channel)).filter(({ ts, ephemeral }) => ephemeral && !before.has(ts));
  await ana.types('/ssm list mine', channel);
  const list = await until('the list', async () => (await fresh())[0]);
  await ana.clicks(list, 'Older ones');
  const older = await until('the older ones', async () => (await fresh()).find(({ visible }) => visible !== list.visible));
  expect(older.ts).toBe(list.ts);
  expect(await fresh()).toHaveLength(1);
});
