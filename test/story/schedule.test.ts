import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, until } from '../support/asking.ts';
import type { Message } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const patient = { within: 15_000 };

let stage: Stage;
let bot: Awaited<ReturnType<Stage['startBot']>>;
beforeAll(async () => {
  stage = await setStage({ roles: [] });
  bot = await stage.startBot();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.slack.clearFaults();
  await stage.refill();
  // What a test left must not be told in the next.
  for (const id of await ids()) await answerTo(stage.ana, `/ssm schedule remove ${id}`, 'ops');
});
afterAll(() => stage.strike());

/** All clocks go on together, as they do. */
async function passes(ms: number): Promise<void> {
  stage.clock.step(ms);
  await stage.slack.step(ms);
  await stage.aws.steps(ms / 1_000);
  await stage.refill();
}

/** The policy of a parameter that AWS deletes then. */
const expiresAt = (at: number) => ({ Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: new Date(at).toISOString() } });

/** 'daily 14:05 UTC', an hour from now. */
const inAnHour = (): string => `daily ${new Date(stage.clock.now() + hour).toISOString().slice(11, 16)} UTC`;

async function ids(): Promise<string[]> {
  const list = await answerTo(stage.ana, '/ssm schedule list', 'ops');
  return [...list.matchAll(/^([0-9a-f]{6}) · /gm)].map(([, id]) => id as string);
}

async function added(line: string, { when = inAnHour(), person = stage.ana, channel = '#ops' } = {}): Promise<string> {
  const said = await answerTo(person, `/ssm schedule add ${when} ${channel} --yes -- ${line}`, 'ops');
  const [, id] = /^Added as ([0-9a-f]{6}):/.exec(said) ?? [];
  if (!id) throw new Error(`Not added: ${said}`);
  return id;
}

/** What the channel was told of schedules: neither answers to one person nor runs. */
const toldIn = async (channel = 'ops'): Promise<Message[]> =>
  (await stage.bo.messages(channel)).filter(({ ephemeral, user, thread_ts }) => !ephemeral && user === 'U0BOT' && !thread_ts);

async function oneMore(before: number, channel = 'ops'): Promise<Message> {
  const all = await until(`post ${before + 1} in ${channel}`, async () => {
    const posts = await toldIn(channel);
    return posts.length > before ? posts : undefined;
  });
  expect(all).toHaveLength(before + 1);
  return all.at(-1) as Message;
}

/** Nothing is due and nobody tells anything: what was not posted by now is not posted. */
async function staysAt(count: number, channel = 'ops'): Promise<void> {
  const { redis, clock } = stage;
  await until('nothing to tell', async () => {
    const due = await redis.zcount('{ssm-chatops}:schedules-due', '-inf', clock.now());
    const jobs = await Promise.all(['wait', 'active'].map((list) => redis.llen(`{ssm-chatops}:tell:${list}`)));
    return due === 0 && jobs.every((length) => length === 0);
  });
  expect(await toldIn(channel)).toHaveLength(count);
}

test('a line is shown with its next times, and added with one click', async () => {
  const { ana } = stage;
  await ana.types('/ssm schedule add weekdays 9:00 Europe/Berlin #ops -- param expiring /myapp --days 20', 'ops');
  const preview = await ana.sees('ops', /is this right/, patient);
  expect(preview.ephemeral).toBe(true);
  expect(preview.visible).toContain('Parameters that expire soon on prod, told in #ops');
  expect(preview.visible).toContain('/ssm param expiring /myapp --days 20 --env prod');
  expect(preview.visible).toMatch(/In Europe\/Berlin: (\w{3},? \d+ \w{3},? (at )?09:00(; |\.)){3}/);
  expect(JSON.stringify(preview.blocks).match(/<!date\^/g)).toHaveLength(3);
  expect(await ids()).toEqual([]);
  await ana.clicks(preview, 'Add it');
  await ana.sees('ops', /^Added as/, patient);
  const list = await answerTo(ana, '/ssm schedule list', 'ops');
  expect(list).toMatch(/#ops · weekdays 9:00 Europe\/Berlin · by @ana/);
  expect(list).toContain('/ssm param expiring /myapp --days 20 --env prod');
  // The same once more is a slip.
  const twice = await answerTo(ana, '/ssm schedule add "weekdays 9:00 Europe/Berlin" #ops --yes -- param expiring --days 20 /myapp', 'ops');
  expect(twice).toMatch(/tells the same there/);
});

test('a form asks for the same', async () => {
  const { ana } = stage;
  await ana.types('/ssm schedule add', 'ops');
  const form = await ana.seesModal(/Tell a channel|schedule add/, patient);
  await until('the form', async () => (await ana.seesModal(/./)).controls.length > 2);
  const filled = await ana.seesModal(/./);
  expect(form.id).toBe(filled.id);
  await ana.fills(filled, { When: 'mondays 8:00', Channel: 'here', What: 'param expiring --env staging' });
  await ana.submits(filled);
  const preview = await ana.sees('ops', /is this right/, patient);
  expect(preview.visible).toContain('mondays 8:00 Europe/Berlin: the next times');
});

test('each day the channel is told what changed, and one line where nothing did', async () => {
  const { aws } = stage;
  await added('param expiring /myapp');
  const before = (await toldIn()).length;
  await passes(hour);
  const first = await oneMore(before);
  expect(first.visible).toMatch(/^Parameters that expire soon on prod · daily \d+:\d\d UTC · by @ana · for the first time/);
  expect(first.visible).toMatch(/partner-token[\s\S]*AWS deletes it/);
  await passes(day);
  const second = await oneMore(before + 1);
  expect(second.visible).toMatch(/^As yesterday: Parameters that expire soon on prod: \/myapp\/prod\/partner-token · daily/);
  expect(second.visible).not.toContain('AWS deletes it');
  await aws.parameter('/myapp/prod/licence', ['x'], {
    tier: 'Advanced',
    policies: JSON.stringify([expiresAt(stage.clock.now() + 10 * day)]),
  });
  await passes(day);
  const third = await oneMore(before + 2);
  expect(third.visible).toContain('changed since yesterday: new /myapp/prod/licence');
  expect(third.visible).toMatch(/licence[\s\S]*AWS deletes it/);
});

test('what was missed while the bot was down is told once, and says since when', async () => {
  await added('param expiring /web');
  const before = (await toldIn()).length;
  await passes(hour);
  await oneMore(before);
  await bot.stop();
  await passes(3 * day + hour);
  bot = await stage.startBot();
  const late = await oneMore(before + 1);
  expect(late.visible).toMatch(/late: it was due 3 times, first on \w+, and is told once/);
  await staysAt(before + 2);
});

test('of several workers one tells it', async () => {
  await stage.startBot('worker');
  await added('param expiring /web');
  const before = (await toldIn()).length;
  await passes(hour);
  await oneMore(before);
  await staysAt(before + 1);
});

test('Slack away at the time: it is told later, and once, also where only its answer was lost', async () => {
  const { slack } = stage;
  await added('param expiring /web');
  const before = (await toldIn()).length;
  await slack.fault({ method: 'chat.postMessage', kind: 'error-500' });
  await passes(hour);
  await until('the first try', async () => (await slack.calls('chat.postMessage')).some(({ answer }) => answer !== 'ok'));
  await staysAt(before);
  await passes(6 * minute);
  await oneMore(before);
  await slack.forgetCalls();
  await slack.fault({ method: 'chat.postMessage', kind: 'error-500', afterwards: true });
  await passes(day);
  await oneMore(before + 1);
  await passes(6 * minute);
  await until('the look in the channel', async () => (await slack.calls('conversations.history')).length > 0);
  await staysAt(before + 2);
});

test('AWS away at the time: nothing is told until it answers', async () => {
  const { aws } = stage;
  await added('param expiring /web');
  const before = (await toldIn()).length;
  await aws.fault('DescribeParameters', 'error-500');
  await passes(hour);
  await aws.struck('DescribeParameters', 1);
  await staysAt(before);
  await aws.clearsFaults();
  await passes(6 * minute);
  expect((await oneMore(before)).visible).toContain('Nothing under /web on prod expires');
});

test('a creator who lost the right is asked afresh: it pauses itself, and both are told without what is seen', async () => {
  const { slack, ana, bo } = stage;
  const policies = JSON.stringify([expiresAt(stage.clock.now() + 60 * day)]);
  await stage.aws.parameter('/mine/prod/key', ['x'], { tier: 'Advanced', policies });
  const id = await added('param expiring /mine --days 90');
  const before = (await toldIn()).length;
  await slack.setGroup('sre', ['U0BO']);
  await slack.setGroup('on-call', []);
  await passes(hour);
  const notice = await oneMore(before);
  expect(notice.visible).toContain('paused itself');
  expect(notice.visible).not.toContain('/mine/prod/key');
  const own = await ana.sees('ssm', /paused itself/, patient);
  expect(own.visible).toMatch(/You may not/);
  expect(await answerTo(bo, '/ssm schedule list', 'ops')).toMatch(new RegExp(`${id}.* · paused`));
  expect(await answerTo(ana, `/ssm schedule resume ${id}`, 'ops')).toMatch(/You may not/);
  await passes(2 * day);
  await staysAt(before + 1);
  await slack.setGroup('sre', ['U0ANA', 'U0BO']);
  await slack.setGroup('on-call', ['U0ANA']);
  await passes(2 * minute);
  expect(await answerTo(bo, `/ssm schedule resume ${id}`, 'ops')).toContain('with the rights of @ana');
  expect(await answerTo(ana, `/ssm schedule resume ${id}`, 'ops')).toContain('it goes on');
  await passes(day);
  expect((await oneMore(before + 1)).visible).toContain('/mine/prod/key');
});

test('it is paused, told at once and removed by who may, and the audit says by whom', async () => {
  const { ana, bo, wes } = stage;
  const id = await added('param expiring /web');
  const before = (await toldIn()).length;
  expect(await answerTo(ana, `/ssm schedule now ${id}`, 'ops')).toContain('told at once');
  await oneMore(before);
  expect(await answerTo(wes, `/ssm schedule remove ${id}`, 'ops')).toMatch(/You may not/);
  expect(await answerTo(bo, `/ssm schedule pause ${id}`, 'ops')).toContain('paused');
  expect(await answerTo(ana, `/ssm schedule now ${id}`, 'ops')).toContain('Resume it first');
  await passes(day);
  await staysAt(before + 1);
  expect(await answerTo(ana, `/ssm schedule remove ${id}`, 'ops')).toContain('removed');
  expect(await ids()).toEqual([]);
  const audit = await answerTo(stage.sam, `/ssm audit ${id}`, 'ops');
  expect(audit).toMatch(new RegExp(`Audit of schedule ${id} on prod.*chain whole`));
  for (const verb of ['schedule-added', 'schedule-told', 'schedule-paused', 'schedule-removed']) expect(audit).toContain(verb);
  expect(audit).toMatch(new RegExp(`@bo\\W[^\\n]*schedule-paused\\W[^\\n]*${id}`));
});

test.each([
  ['#ops -- run tag:App=myapp -- uptime', /Only what looks at AWS can be told.*param expiring/],
  ['#ops -- param put /myapp/prod/x hunter2Winter', /Only what looks at AWS can be told/],
  ['#ops -- param get /myapp/prod/db-host', /answered to its asker alone.*These can be told: param expiring/],
  ['#ops -- param expiring --dayz 3', /--dayz/],
  ['#ops -- schedule list', /Only what looks at AWS/],
  ['#random -- param expiring', /I am not in #random. Type \/invite/],
  ['#incident-42 -- param expiring', /shared with another organisation/],
  ['#security -- param expiring', /no public channel "security"/],
  ['G0SEC -- param expiring', /no public channel "G0SEC"/],
  ['#web-team -- param expiring --env prod', /This channel is for staging, dev only/],
])('what must not be told there is refused: %s', async (line, words) => {
  const said = await answerTo(stage.ana, `/ssm schedule add daily 9:00 ${line}`, 'ops');
  expect(said).toMatch(words);
  expect(said).not.toContain('hunter2');
});

test('a creator whose account is gone has nothing told any more, and the channel hears so once', async () => {
  const { slack, wes, ana } = stage;
  const id = await added('param expiring /web', { person: wes, channel: '#web-team' });
  const before = (await toldIn('web-team')).length;
  await slack.deactivate('U0WES');
  await passes(hour);
  expect((await oneMore(before, 'web-team')).visible).toMatch(/param\.expiring on dev.*paused itself/);
  await passes(2 * day);
  await staysAt(before + 1, 'web-team');
  expect(await answerTo(ana, '/ssm schedule list', 'ops')).toMatch(new RegExp(`${id}.* · paused\\n[\\s\\S]*deactivated`));
});

test('policy may forbid it, also to those who may look', async () => {
  const { cleo } = stage;
  expect(await answerTo(cleo, '/ssm schedule add daily 9:00 #ops -- param expiring', 'ops')).toMatch(/You may not/);
  await stage.restart(`
    @id("looks") permit (principal, action in [Action::"observe", Action::"read"], resource);
  `);
  expect(await answerTo(stage.ana, '/ssm param expiring /web', 'ops')).toContain('Nothing under /web');
  expect(await answerTo(stage.ana, '/ssm schedule add daily 9:00 #ops -- param expiring', 'ops')).toMatch(
    /You may not schedule looks at prod/,
  );
});
