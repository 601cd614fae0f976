import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, until } from '../support/asking.ts';
import type { Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

const staging = { account: '444455556666' };

/** The text of the newest file with this title in a person's direct messages with the bot. */
async function fileOf(person: Person, title: RegExp): Promise<string> {
  const found = await until('the file', async () =>
    (await person.messages('ssm'))
      .flatMap(({ files }) => files as { title: string; url_private: string }[])
      .findLast((file) => title.test(file.title)),
  );
  return (await fetch(found.url_private)).text();
}

test('a path is exported as a file for its asker, without a secret in it', async () => {
  const { ana, aws } = stage;
  await aws.parameter('/myapp/staging/broker', ['amqp://app:hunter2Winter@mq.acme.internal'], staging);
  const said = await answerTo(ana, '/ssm param export /myapp/staging --env staging');
  expect(said).toContain('5 of 7 parameters under /myapp/staging on staging are in the file');
  expect(said).toContain('it is in your direct messages with me, as staging-myapp-staging.yaml');
  expect(said).toContain('looks like a secret: /myapp/staging/broker');
  const file = await fileOf(ana, /Parameters under \/myapp\/staging/);
  expect(file).toContain('db-host: db1.staging.acme.internal');
  expect(file).toContain('# /myapp/staging/db-password is a secret: its value is not written.');
  expect(file).not.toContain('hunter2Winter');
  expect((await aws.calls())['kms.Decrypt'] ?? 0).toBe(0);
});

test('a .env file has no levels, and what has some is told the way out', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, '/ssm param export /myapp/prod --format env')).toContain('prod-myapp-prod.env');
  expect(await answerTo(ana, '/ssm param export / --format env')).toContain('Export as JSON or YAML');
});

test('two environments are held against each other by the names below their paths', async () => {
  const { ana, aws } = stage;
  const said = await answerTo(ana, '/ssm param diff /myapp/prod /myapp/staging --with staging');
  expect(said).toMatch(/mail-sink.*missing: \/myapp\/prod on prod/);
  expect(said).toMatch(/session-key.*missing: \/myapp\/staging on staging/);
  expect(said).toMatch(/log-level.*info.*debug/);
  expect(said).toContain('Secrets are not decrypted');
  expect(said).toMatch(/db-password.*version 4.*version 2/);
  expect(said).not.toContain('db-port ');
  const [kept] = (await aws.keptParameter('/myapp/staging/db-password', staging))?.versions ?? [];
  expect(said).not.toContain(kept?.value ?? 'no value');
});

test('the path that the other environment may mean is offered', async () => {
  const { ana } = stage;
  await answerTo(ana, '/ssm param diff /myapp/prod --with staging');
  const card = await ana.sees('incident-42', /There is nothing under \/myapp\/prod on staging/);
  await ana.clicks(card, 'Compare with /myapp/staging');
  await ana.sees('incident-42', /\/myapp\/prod on prod and \/myapp\/staging on staging/, { within: 15_000 });
});

test('of thousands all are in one file, and AWS is not asked faster than others can bear', async () => {
  const { ana, aws } = stage;
  await aws.bulk('/bulk/prod', 2_100);
  const began = performance.now();
  await ana.types('/ssm param export /bulk --format json', 'incident-42');
  const { visible } = await ana.sees('incident-42', /parameters under \/bulk/, { within: 28_000 });
  expect(visible).toContain('2100 of 2100 parameters under /bulk on prod are in the file');
  // 210 pages in 20 a second.
  expect(performance.now() - began).toBeGreaterThan(9_500);
});

test('a second path that may not be looked at is refused in whatever environment it is', async () => {
  const { wes } = stage;
  expect(await answerTo(wes, '/ssm param diff /web/dev /myapp/staging --with staging --env dev', 'web-team')).toContain('may not');
  expect(await answerTo(wes, '/ssm param diff /web/dev /web/prod --with prod --env dev', 'web-team')).toContain(
    'This channel is for staging, dev only',
  );
  expect(await answerTo(wes, '/ssm param diff /web/dev /web/staging --with staging --env dev', 'web-team')).toContain(
    'There is nothing under',
  );
});
