import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Asked, answerTo, ask, preview, recordOf, until } from '../support/asking.ts';
import { agree, ended } from '../support/parameters.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

const callsFile = join(
  new URL('../../test-results/', import.meta.url).pathname,
  `aws-calls-${Number(process.env.VITEST_POOL_ID ?? 1)}.jsonl`,
);
const staging = { account: '444455556666' };
const patient = { within: 20_000 };
const secret = { type: 'SecureString', key: 'alias/myapp' } as const;
const planted = { shared: 'planted-shared-Kp4+Zz81==', ours: 'planted-of-prod-77', theirs: 'planted-of-staging' };

let stage: Stage;
let callsBefore = 0;
beforeAll(async () => {
  callsBefore = await stat(callsFile).then(
    ({ size }) => size,
    () => 0,
  );
  stage = await setStage({ speed: 60 });
  const { aws, slack } = stage;
  await aws.allowsRates(100);
  await slack.rates(false);
  for (const [name, ours, theirs] of [
    ['smtp-password', planted.shared, planted.shared],
    ['queue/token', planted.ours, planted.theirs],
  ] as const) {
    await aws.parameter(`/mail/prod/${name}`, [ours], secret);
    await aws.parameter(`/mail/staging/${name}`, [theirs], { ...secret, ...staging });
  }
  await aws.parameter('/mail/prod/alone-token', ['planted-alone'], secret);
  await aws.parameter('/mail/prod/host', ['mail.acme.example']);
  await aws.parameter('/mail/staging/host', ['mail.acme.example'], staging);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

/** Clicks for what was agreed to, and reads the window. */
async function shownTo(asked: Asked): Promise<string> {
  const { ana } = stage;
  await ana.clicks(await ana.seesChange(asked.root, /Waits for .* to click/, patient), 'Reveal once');
  const window = await ana.seesModal(/Only you see this/, patient);
  await ana.closes(window);
  await ended(ana, asked);
  return window.visible;
}

async function everywhere(): Promise<Record<string, string>> {
  const { redis, slack, ana, bo } = stage;
  return {
    ...(await allOf(redis)),
    'calls of AWS': (await readFile(callsFile)).subarray(callsBefore).toString('utf8'),
    'calls of Slack, views too': JSON.stringify(await slack.calls()),
    ...Object.fromEntries(await Promise.all([ana, bo].map(async (each) => [each.id, JSON.stringify(await each.state())] as const))),
  };
}

test('secrets of two accounts are compared with an agreement, and their values come to nobody', async () => {
  const { ana, bo, redis } = stage;
  const asked = await ask(ana, '/ssm param compare /mail/prod /mail/staging --with staging --env prod');
  const plan = await agree(bo, asked);
  expect(plan).toContain('/mail/prod/smtp-password:1 and /mail/staging/smtp-password:1');
  expect(plan).toContain('can find out the other by trying values');
  const shown = await shownTo(asked);
  expect(shown).toMatch(/different {2}queue\/token/);
  expect(shown).toMatch(/same {7}smtp-password/);
  expect(shown).not.toContain('alone-token');
  const places = await everywhere();
  for (const value of [...Object.values(planted), 'planted-alone']) expect(placesOf(value, places)).toEqual([]);
  expect(places['calls of AWS']).toContain('"WithDecryption":true');
  const rows = (await redis.xrange('{ssm-chatops}:audit', '-', '+')).map(([, fields]) => fields.join(' '));
  expect(rows.filter((row) => row.includes(asked.id) && row.includes('"revealed"'))).toHaveLength(1);
}, 60_000);

test('one parameter is compared with another; in one place, too, and asked for from the other side', async () => {
  const { ana, bo } = stage;
  const line = '/ssm param compare /mail/staging/smtp-password /mail/prod/smtp-password --with prod --env staging';
  const crossing = await ask(ana, line);
  // It reads prod, so prod's policies decide as well.
  await agree(bo, crossing);
  expect(await shownTo(crossing)).toMatch(/same {7}\/mail\/staging\/smtp-password/);
  const within = await ask(ana, '/ssm param compare /mail/staging/smtp-password /mail/staging/queue/token --env staging');
  expect(await shownTo(within)).toMatch(/different {2}/);
}, 60_000);

test('a secret that changes between the agreement and the click is asked for again', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, '/ssm param compare /mail/prod /mail/staging --with staging --env prod');
  await agree(bo, asked);
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/, patient);
  await aws.parameter('/mail/staging/smtp-password', ['planted-guess'], { ...secret, ...staging });
  await ana.clicks(ready, 'Reveal once');
  await until('the question', async () => (await recordOf(stage, asked.id)).state === 'awaiting');
  await ana.closes(await ana.seesModal(/./, patient), { all: true });
  expect(JSON.stringify(await recordOf(stage, asked.id))).toContain('Since the plan was made');
}, 60_000);

test('what is left of twenty and more, of nothing and of oneself is told before anything is asked', async () => {
  const { ana, aws } = stage;
  const nothing = await answerTo(ana, '/ssm param compare /mail/prod /mail/staging/queue --with staging --env prod');
  expect(nothing).toContain('No secret is on both sides');
  expect(await answerTo(ana, '/ssm param compare /mail/prod /mail/prod --env prod')).toContain('Both are /mail/prod on prod');
  for (let i = 0; i < 21; i += 1) {
    await aws.parameter(`/many/prod/token-${i}`, ['x'], secret);
    await aws.parameter(`/many/staging/token-${i}`, ['x'], { ...secret, ...staging });
  }
  const many = await answerTo(ana, '/ssm param compare /many/prod /many/staging --with staging --env prod');
  expect(many).toContain('There are 21 secrets on both sides: 20 can be compared at once');
}, 60_000);

test('the plain comparison offers it, and twenty are compared with few sessions of exactly their rights', async () => {
  const { ana, bo, aws } = stage;
  const difference = await answerTo(ana, '/ssm param diff /many/prod /many/staging --with staging --env prod');
  expect(difference).toContain('Secrets are not decrypted');
  for (let i = 0; i < 20; i += 1) {
    await aws.parameter(`/some/prod/token-${i}`, [`planted-${i}`], secret);
    await aws.parameter(`/some/staging/token-${i}`, [`planted-${i % 2 === 0 ? i : 99}`], { ...secret, ...staging });
  }
  await ana.types('/ssm param diff /some/prod /some/staging --with staging --env prod', 'incident-42');
  const shown = await ana.sees('incident-42', /\/some\/prod on prod and \/some\/staging on staging/, patient);
  const before = new Set((await ana.messages('incident-42')).map(({ ts }) => ts));
  await ana.clicks(shown, 'Compare the secrets unseen');
  const card = await until('the card', async () =>
    (await ana.messages('incident-42')).find(
      ({ visible, ts }) => visible.includes('20 secrets of /some/prod') && (ts === shown.ts || !before.has(ts)),
    ),
  );
  const id = /request ([0-9a-f]{6})/.exec(card.visible)?.[1] ?? '';
  await ana.clicks(card, card.buttons[0] ?? '');
  const root = await ana.sees('incident-42', new RegExp(`asked by[\\s\\S]*request ${id}`), patient);
  const asked = { id, card, root };
  await agree(bo, asked);
  const waves = (await recordOf(stage, id)).waves as unknown[];
  expect(waves.length).toBeLessThanOrEqual(4);
  const answer = await shownTo(asked);
  expect(answer.match(/same {7}token-\d+/g)).toHaveLength(10);
  expect(answer.match(/different {2}token-\d+/g)).toHaveLength(10);
}, 90_000);

test('who may not may not, on either side', async () => {
  const { wes, ana } = stage;
  await stage.aws.parameter('/web/staging/api-token', ['planted-web'], { ...secret, ...staging });
  await stage.aws.parameter('/web/staging/old-token', ['planted-web'], { ...secret, ...staging });
  const line = '/ssm param compare /web/staging/api-token /web/staging/old-token --env staging';
  expect(await answerTo(wes, line, 'web-team')).toMatch(/may not/);
  const { card } = await preview(ana, `${line.replace('/web/staging/old-token', '/mail/prod/smtp-password')} --with prod`);
  expect(card.visible).toContain('Needs 1 of sre-leads');
}, 60_000);
