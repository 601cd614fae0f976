import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

const staging = { account: '444455556666' };

test('a parameter is shown to its asker with all that AWS knows of it', async () => {
  const { ana } = stage;
  const shown = await answerTo(ana, '/ssm param get /myapp/prod/db-host');
  for (const words of [
    '/myapp/prod/db-host:3 on prod',
    'db3.prod.acme.internal',
    'The primary of the main database',
    'current',
    '[a-z0-9.-]+',
    'Team=platform',
  ])
    expect(shown).toContain(words);
  const older = await answerTo(ana, '/ssm param get /myapp/prod/db-host:previous');
  expect(older).toContain('db2.prod.acme.internal');
  expect(older).toContain('2; the newest is 3');
  expect(await answerTo(ana, '/ssm param get /myapp/prod/db-host:9')).toContain('has no version 9: AWS keeps 1 to 3');
  expect(await answerTo(ana, '/ssm param get /myapp/prod/db-hots')).toContain('There is no parameter');
});

test('no look shows a secret or asks AWS to decrypt one, and its value is one click away', async () => {
  const { ana, aws } = stage;
  const values = (await aws.keptParameters()).flatMap(({ versions }) =>
    versions.filter(({ type }) => type === 'SecureString').map(({ value }) => value),
  );
  expect(values.length).toBeGreaterThan(10);
  const before = new Set((await ana.messages('incident-42')).map(({ ts }) => ts));
  const name = '/myapp/prod/db-password';
  for (const look of [
    `get ${name}`,
    `get ${name}:1`,
    `history ${name}`,
    `diff ${name} 1 2`,
    `ref ${name}`,
    `advise ${name}`,
    'ls /myapp/prod',
    'search password',
  ])
    await answerTo(ana, `/ssm param ${look}`);
  const said = (await ana.messages('incident-42')).filter(({ ts }) => !before.has(ts));
  expect(said).toHaveLength(8);
  for (const value of values) expect(JSON.stringify(said)).not.toContain(value);
  expect(said.every(({ ephemeral }) => ephemeral)).toBe(true);
  const [shown] = said;
  expect(shown?.visible).toContain('The value is a secret');
  expect(shown?.buttons).toContain('Reveal');
});

test('a String that looks like a secret is masked, with what to do about it', async () => {
  const { ana, aws } = stage;
  const planted = 'postgres://app:hunter2Winter@db.acme.internal/app';
  await aws.parameter('/myapp/staging/database', ['postgres://db.acme.internal/app', planted], staging);
  for (const look of ['get', 'history', 'diff']) {
    const said = await answerTo(ana, `/ssm param ${look} /myapp/staging/database --env staging`);
    expect(said).not.toContain('hunter2Winter');
    expect(said).toContain('[masked]');
    expect(said).toContain('SecureString');
  }
});

test('a description that holds a secret is masked as well', async () => {
  const { ana, aws } = stage;
  await aws.parameter('/myapp/staging/smtp-host', ['mail'], { ...staging, description: 'login with password=hunter2Winter' });
  for (const look of ['get /myapp/staging/smtp-host', 'search smtp-host']) {
    const said = await answerTo(ana, `/ssm param ${look} --env staging`);
    expect(said).toContain('[masked]');
    expect(said).not.toContain('hunter2Winter');
  }
});

test('versions are listed, compared and offered to be set back', async () => {
  const { ana } = stage;
  const history = await answerTo(ana, '/ssm param history /myapp/prod/db-host');
  expect(history).toContain('AWS keeps 3 versions');
  expect(history.indexOf('db3.prod')).toBeLessThan(history.indexOf('db1.prod'));
  const difference = await answerTo(ana, '/ssm param diff /myapp/prod/db-host 1 3');
  expect(difference).toContain('-db1.prod.acme.internal');
  expect(difference).toContain('+db3.prod.acme.internal');
  const list = await answerTo(ana, '/ssm param diff /myapp/prod/feature-flags');
  expect(list).toContain('+new-checkout');
});

test('a path is listed by its levels, or as a tree, page by page', async () => {
  const { ana, aws } = stage;
  const above = await answerTo(ana, '/ssm param ls /');
  expect(above).toMatch(/myapp\/\s+8 parameters/);
  expect(above).toMatch(/web\/\s+2 parameters/);
  const level = await answerTo(ana, '/ssm param ls /myapp/prod/');
  expect(level).toContain('8 parameters here');
  expect(level).toContain('db-password');
  await aws.bulk('/bulk/prod', 1_000);
  const before = (await aws.calls())['ssm.DescribeParameters'] ?? 0;
  const page = await answerTo(ana, '/ssm param ls /bulk --recursive');
  expect(page).toContain('1 to 50, and more follow');
  expect(page).toContain('p-000050');
  expect(page).not.toContain('p-000051');
  expect((await aws.calls())['ssm.DescribeParameters']).toBeLessThanOrEqual(before + 2);
  const [card] = (await ana.messages('incident-42')).filter(({ visible }) => visible.includes('1 to 50, and more follow'));
  if (!card) throw new Error('The page is gone.');
  await ana.clicks(card, 'Next 50');
  await ana.sees('incident-42', /51 to 100, and more follow/, { within: 15_000 });
  expect(await answerTo(ana, '/ssm param ls /bulk/prod')).toContain('1,000 parameters here, 1 to 50 shown');
});

test('parameters are found by a part of their name or description, and by a tag', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, '/ssm param search DB-HOST --path /myapp')).toContain('/myapp/prod/db-host');
  expect(await answerTo(ana, '/ssm param search "main database" --path /myapp')).toContain('/myapp/prod/db-host');
  expect(await answerTo(ana, '/ssm param search Team=web')).toContain('/web/prod/cdn-host');
  expect(await answerTo(ana, '/ssm param search P-000999')).toContain('/bulk/prod/p-000999');
  expect(await answerTo(ana, '/ssm param search zzz --path /myapp')).toContain('Nothing under /myapp on prod');
});

test('how programs read it can be copied, and where it belongs is advised with prices', async () => {
  const { ana } = stage;
  const reference = await answerTo(ana, '/ssm param ref /myapp/prod/db-password');
  for (const words of ['ssm-secure', 'valueFrom', 'aws ssm get-parameter', 'paginateGetParametersByPath', 'get_paginator', 'kms:Decrypt'])
    expect(reference).toContain(words);
  expect(await answerTo(ana, '/ssm param ref /myapp/prod/db-host:2')).toContain('{{resolve:ssm:/myapp/prod/db-host:2}}');
  expect(await answerTo(ana, '/ssm param advise /myapp/prod/db-password')).toContain(': Parameter Store.');
  expect(await answerTo(ana, '/ssm param advise /myapp/prod/db-password --rotates --count 20')).toMatch(
    /: Secrets Manager\.[\s\S]*\$8\.00/,
  );
});

test('what expires soon is told by the policies that AWS keeps', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, '/ssm param expiring /myapp')).toMatch(/partner-token[\s\S]*AWS deletes it/);
  expect(await answerTo(ana, '/ssm param get /myapp/prod/partner-token')).toMatch(/AWS deletes it .*notice 5 days before it is deleted/);
  expect(await answerTo(ana, '/ssm param expiring /web')).toContain('Nothing under /web on prod expires within 30 days');
});

test('who may not look under a path is told so before AWS is asked', async () => {
  const { wes, aws } = stage;
  const before = (await aws.calls())['ssm.DescribeParameters'];
  for (const look of [
    'ls /myapp/dev',
    'ls /',
    'search host',
    'get /myapp/dev/db-host',
    'diff /web/dev /myapp/dev',
    'export /myapp',
    'expiring',
  ])
    expect(await answerTo(wes, `/ssm param ${look} --env dev`, 'web-team')).toMatch(/may not|No policy/i);
  expect((await aws.calls())['ssm.DescribeParameters']).toBe(before);
  expect(await answerTo(wes, '/ssm param ls /web/dev --env dev', 'web-team')).toContain('cdn-host');
});
