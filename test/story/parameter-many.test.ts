import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo, preview, recordOf } from '../support/asking.ts';
import type { Message, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const callsFile = join(
  new URL('../../test-results/', import.meta.url).pathname,
  `aws-calls-${Number(process.env.VITEST_POOL_ID ?? 1)}.jsonl`,
);
const channel = 'incident-42';
const patient = { within: 60_000 };
const count = 10_000;

let stage: Stage;
let callsBefore = 0;
beforeAll(async () => {
  callsBefore = await stat(callsFile).then(
    ({ size }) => size,
    () => 0,
  );
  // Two processes, and AWS at the rate at which it serves an account.
  stage = await setStage({ roles: ['all', 'all'] });
  await stage.slack.rates(false);
  await stage.aws.bulk('/bulk/prod', count);
});
afterAll(() => stage.strike());

/** How often AWS was asked too much by whoever asked it since this file began. */
async function throttled(): Promise<number> {
  const calls = (await readFile(callsFile)).subarray(callsBefore).toString('utf8');
  expect(calls).toContain('DescribeParameters');
  return calls.split('\n').filter((line) => /"error":"Throttling/.test(line)).length;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
const ownNow = async (person: Person): Promise<Message[]> => (await person.messages(channel)).filter(({ ephemeral }) => ephemeral);

test('while ten thousand are looked through others are answered, and the searcher hears how far it is', async () => {
  const { ana, bo, aws } = stage;
  const get = () => answerTo(bo, '/ssm param get /myapp/prod/db-host');
  await get();
  const alone = [await timed(get), await timed(get), await timed(get)];
  const before = (await aws.calls())['ssm.DescribeParameters'] ?? 0;

  const begun = performance.now();
  await ana.types('/ssm param search p-009999', channel);
  await ana.sees(channel, /,\d{3} of prod's parameters looked through so far/, patient);
  const meanwhile = [await timed(get), await timed(get), await timed(get)];
  const { card } = await preview(bo, '/ssm run tag:App=myapp --env prod --reason disks -- df -h');
  expect(card.visible).toContain('df -h');
  expect((await ownNow(ana)).some(({ visible }) => visible.includes('/bulk/prod/p-009999'))).toBe(false);
  await ana.sees(channel, /\/bulk\/prod\/p-009999/, patient);
  const whole = performance.now() - begun;

  const said = await ownNow(ana);
  expect(said.at(-1)?.visible).toContain('/bulk/prod/p-009999');
  expect(said.length).toBeLessThanOrEqual(4);
  // 50 a page, and 20 calls a second of all processes together.
  expect((await aws.calls())['ssm.DescribeParameters']).toBeGreaterThanOrEqual(before + count / 50);
  expect(whole).toBeGreaterThan((count / 50 / 20) * 0.8 * 1_000);
  expect(middle(meanwhile)).toBeLessThan(4 * middle(alone));
  expect(middle(meanwhile)).toBeLessThan(whole / 5);
  expect(await throttled()).toBe(0);
}, 90_000);

test('behind a button how far it is, and then the answer, stand in the place of what was clicked', async () => {
  const { ana } = stage;
  const before = new Set((await ownNow(ana)).map(({ ts }) => ts));
  await ana.types('/ssm param ls /bulk', channel);
  const list = await ana.sees(channel, /bulk on prod: 0 parameters here; 1 level below/, patient);
  const heard = (await ownNow(ana)).filter(({ ts, visible }) => !before.has(ts) && /looked through so far/.test(visible));
  expect(heard.length).toBeGreaterThan(0);
  await ana.clicks(list, '/bulk/prod');
  await ana.seesChange(list, /looked through so far/, patient);
  const answer = await ana.seesChange(list, /10,000 parameters here, 1 to 50 shown/, patient);
  expect(answer.ts).toBe(list.ts);
}, 90_000);

test('whoever looked through all of them hears that there is hardly room for more, and so does who makes one', async () => {
  const { ana, bo, clock } = stage;
  const near = /of at most 10,000 Standard parameters in eu-central-1/;
  const planned = async (line: string) => {
    const { id } = await preview(bo, line);
    return (await recordOf(stage, id)).plan as { warnings: string[] };
  };
  const make = async () => (await planned('/ssm param put /myapp/prod/one-more --type String --value x')).warnings.join();
  await stage.redis.del('{ssm-chatops}:parameter-counts');
  expect(await make()).not.toMatch(near);
  await ana.types('/ssm param ls /', channel);
  const list = await ana.sees(channel, /^\/ on prod: /, patient);
  expect(list.visible).toMatch(near);
  expect(await make()).toMatch(near);
  const changing = await planned('/ssm param put /myapp/prod/db-host --type String --value db9.prod.acme.internal');
  expect(changing.warnings.join()).not.toMatch(near);
  clock.step(25 * 3_600_000);
  expect(await make()).not.toMatch(near);
}, 90_000);

test('where the budget can not be asked, each process goes on by itself, and more slowly', async () => {
  const { ana, aws, redis } = stage;
  // A value of another kind: Redis refuses to count with it.
  await redis.del('{ssm-chatops}:budget:parameters:111122223333/eu-central-1');
  await redis.lpush('{ssm-chatops}:budget:parameters:111122223333/eu-central-1', 'not a time');
  const before = (await aws.calls())['ssm.DescribeParameters'] ?? 0;
  const begun = performance.now();
  await ana.types('/ssm param ls /bulk/prod --recursive --skip 1000', channel);
  await ana.sees(channel, /1,001 to 1,050, and more follow/, patient);
  const made = ((await aws.calls())['ssm.DescribeParameters'] ?? 0) - before;
  expect(made).toBe(21);
  expect(performance.now() - begun).toBeGreaterThan((made - 1) * 100 * 0.95);
  await stage.refill();
}, 60_000);
