import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { answerTo, ask, preview, recordOf, until } from '../support/asking.ts';
import { agree, ended, giveValue } from '../support/parameters.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  // A bot that runs has loaded the rules long before anybody writes to it.
  await secretLooking('x', 'x');
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

const host = '/myapp/prod/db-host';

test('a value is set when a lead has agreed, and approvers read what is different', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, `/ssm param put ${host} --type String --value db4.prod.acme.internal`);
  const plan = await agree(bo, asked);
  expect(plan).toContain('-db3.prod.acme.internal');
  expect(plan).toContain('+db4.prod.acme.internal');
  expect(plan).toContain('Made from');
  expect((await ended(ana, asked)).visible).toContain('1 of 1 succeeded');
  const kept = await aws.keptParameter(host);
  expect(kept?.versions.at(-1)).toMatchObject({
    version: 4,
    value: 'db4.prod.acme.internal',
    description: 'The primary of the main database',
    pattern: '[a-z0-9.-]+',
  });
  expect(kept?.versions.at(-1)?.modifiedBy).toContain(`-start-1`);
});

test('a parameter that moved since the plan asks again, with the new difference', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, '/ssm param put /myapp/prod/log-level --type String --value warn');
  await bo.seesInThread('incident-42', asked.root.ts, /asks/);
  await aws.parameter('/myapp/prod/log-level', ['debug']);
  await agree(bo, asked);
  const again = await bo.seesInThread('incident-42', asked.root.ts, /Asks again/);
  expect(again.visible).toContain('/myapp/prod/log-level');
  expect(await agree(bo, asked)).toContain('-debug');
  await ended(ana, asked);
  expect((await aws.keptParameter('/myapp/prod/log-level'))?.versions.map(({ value }) => value)).toEqual(['info', 'debug', 'warn']);
});

test('what AWS would refuse is refused before anybody is asked', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, `/ssm param put /myapp/prod/db-port --type String --value five`)).toContain(
    'does not match the allowed pattern',
  );
  expect(await answerTo(ana, '/ssm param put /myapp/prod/db-port --type String --value 5432')).toContain('is so already');
  expect(await answerTo(ana, '/ssm param put /myapp/prod/db-port --type StringList --value 1,2')).toContain('a type can not change');
  expect(await answerTo(ana, '/ssm param put /awsome/x --type String --value y')).toContain('kept for AWS');
  expect(await answerTo(ana, '/ssm param put /myapp/prod/partner-token --tier Standard')).toContain('can not become standard');
});

test('an older value comes back as a new version', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, '/ssm param rollback /myapp/prod/feature-flags 1');
  expect(await agree(bo, asked)).toContain('+search');
  await ended(ana, asked);
  expect((await aws.keptParameter('/myapp/prod/feature-flags'))?.versions.map(({ value, type }) => `${type} ${value}`)).toEqual([
    'StringList search',
    'StringList search,new-checkout',
    'StringList search',
  ]);
});

test('a secret is set back without anybody seeing it, under the key that it has', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  const before = (await aws.keptParameter('/myapp/staging/db-password', where))?.versions ?? [];
  const asked = await ask(ana, '/ssm param rollback /myapp/staging/db-password 1 --env staging');
  await ended(ana, asked);
  const after = (await aws.keptParameter('/myapp/staging/db-password', where))?.versions ?? [];
  expect(after).toHaveLength(before.length + 1);
  expect(after.at(-1)).toMatchObject({ value: before[0]?.value, type: 'SecureString', key: 'alias/myapp' });
});

test('a label moves, and the plan says for whom that is a change', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  const { id, card } = await preview(ana, '/ssm param label /myapp/staging/db-password 1 current --env staging');
  expect(card.visible).toContain('It moves from version 2: what reads /myapp/staging/db-password:current gets another value at once.');
  await ana.clicks(card, card.buttons[0] ?? '');
  await until('the label to move', async () => (await aws.label('/myapp/staging/db-password', 'current', where)) === 1);
  await until('the end', async () => (await recordOf(stage, id)).state === 'succeeded');
  await ended(ana, await ask(ana, '/ssm param unlabel /myapp/staging/db-password current --env staging'));
  expect(await aws.label('/myapp/staging/db-password', 'current', where)).toBeUndefined();
  expect(await answerTo(ana, '/ssm param label /myapp/staging/db-password 1 7up --env staging')).toContain('begins with a digit');
});

test('tags are added, changed and taken off', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  await ended(ana, await ask(ana, '/ssm param tag /myapp/staging/mail-sink Team=mail Cost=42 --env staging'));
  expect((await aws.keptParameter('/myapp/staging/mail-sink', where))?.tags).toMatchObject({ App: 'myapp', Team: 'mail', Cost: '42' });
  await ended(ana, await ask(ana, '/ssm param untag /myapp/staging/mail-sink Team Cost --env staging'));
  expect((await aws.keptParameter('/myapp/staging/mail-sink', where))?.tags).toEqual({ App: 'myapp', Env: 'staging' });
  expect(await answerTo(ana, '/ssm param untag /myapp/staging/mail-sink Team --env staging')).toContain('has no tag Team');
});

test('who deletes sees what is lost, and each of several goes in its turn', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  await aws.parameter('/old/staging/a', ['1', '2'], { ...where, labels: { live: 1 } });
  await aws.parameter('/old/staging/b', ['1'], where);
  const line = '/ssm param delete /old/staging/a /old/staging/b /old/staging/c --env staging';
  const { card } = await preview(ana, line);
  expect(card.visible).toMatch(/\/old\/staging\/a: String, 2 versions, labels live \(1\), changed \d{4}-.* by deployer/);
  expect(card.visible).toContain('there is none');
  const asked = await ask(ana, line);
  expect((await ended(ana, asked)).visible).toContain('2 of 2 succeeded');
  expect(await aws.keptParameter('/old/staging/a', where)).toBeUndefined();
  expect(await aws.keptParameter('/old/staging/b', where)).toBeUndefined();
  expect(await answerTo(ana, '/ssm param delete /old/staging/ --env staging')).toContain('that is a path');
});

test('a pasted file is one plan: what is added, what changes, and what stays', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  const line = '/ssm param import /myapp/staging --env staging -- db-port=5433\nlog-level=debug\nmail-from=no-reply@acme.example';
  const { card } = await preview(ana, line);
  expect(card.visible).toContain('+ no-reply@acme.example');
  expect(card.visible).toContain('- 5432');
  expect(card.visible).toContain('(unchanged)');
  await ended(ana, await ask(ana, line));
  const value = async (name: string) => (await aws.keptParameter(`/myapp/staging/${name}`, where))?.versions.map((each) => each.value);
  expect(await value('db-port')).toEqual(['5432', '5433']);
  expect(await value('log-level')).toEqual(['debug']);
  expect(await value('mail-from')).toEqual(['no-reply@acme.example']);
});

test('a pasted file with a secret in it is not taken, and not said again', async () => {
  const { ana, redis } = stage;
  const secret = 'planted-in-a-file-51';
  const answer = await answerTo(ana, `/ssm param import /myapp/staging --env staging -- HOST=db1\nDB_PASSWORD=${secret}`);
  expect(answer).toContain('/myapp/staging/DB_PASSWORD would have to be a SecureString');
  expect(answer).not.toContain(secret);
  expect(placesOf(secret, await allOf(redis))).toEqual([]);
});

test('what is under a path is copied to another environment, secrets by asking for their own', async () => {
  const { ana, aws } = stage;
  const staging = { account: '444455556666' };
  const dev = { ...staging, region: 'us-east-1' };
  await aws.parameter('/shop/staging/host', ['shop.staging.acme.internal'], { ...staging, description: 'The shop', pattern: '[a-z.]+' });
  await aws.parameter('/shop/staging/api-token', ['planted-of-staging'], { ...staging, type: 'SecureString' });
  const asked = await ask(ana, '/ssm param copy /shop/staging --from staging --env dev');
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/);
  await giveValue(ana, ready, { '/shop/dev/api-token': 'of-dev-alone' });
  expect((await ended(ana, asked)).visible).toContain('2 of 2 succeeded');
  expect((await aws.keptParameter('/shop/dev/host', dev))?.versions).toMatchObject([
    { value: 'shop.staging.acme.internal', description: 'The shop', pattern: '[a-z.]+', version: 1 },
  ]);
  expect((await aws.keptParameter('/shop/dev/api-token', dev))?.versions).toMatchObject([{ value: 'of-dev-alone', type: 'SecureString' }]);
  expect(await answerTo(ana, '/ssm param copy /shop --from staging --env dev')).toContain('--as PATH');
});

test('who may not look at the other environment copies nothing from it', async () => {
  const { wes } = stage;
  expect(await answerTo(wes, '/ssm param copy /web/prod --from prod --env dev', 'ops')).toContain('You may not look at');
});

test('rights go by the path', async () => {
  const { wes } = stage;
  expect(await answerTo(wes, '/ssm param put /myapp/dev/db-host --type String --value db2 --env dev', 'web-team')).toContain('You may not');
  const { card } = await preview(wes, '/ssm param put /web/dev/cdn-host --type String --value localhost:9090 --env dev', 'web-team');
  expect(card.visible).toContain("Needs nobody's approval");
});
