import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { answerTo, ask, preview, rootOf, until } from '../support/asking.ts';
import { agree, ended, giveValue } from '../support/parameters.ts';
import type { Message, Modal, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';
const staging = { account: '444455556666' };
const dayMs = 86_400_000;

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

async function openForm(person: Person, line: string, where = channel): Promise<Modal> {
  await person.types(line, where);
  return person.seesModal(/Environment/, patient);
}

async function newCard(person: Person, before: readonly Message[]): Promise<Message> {
  const known = new Set(before.map(({ ts }) => ts));
  return until('a card', async () => (await person.messages(channel)).find(({ ts, ephemeral }) => ephemeral && !known.has(ts)));
}

const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const policy = (Type: string, Attributes: object) => ({ Type, Version: '1.0', Attributes });

test('a new parameter gets its tags and policies with its value, as an Advanced one with its price said', async () => {
  const { ana, bo, aws } = stage;
  const end = inDays(60);
  const line = `/ssm param put /myapp/prod/beta-host --type String --value beta.acme.example --tags App=myapp,Env=prod --tags "Team=the platform" --expires ${end}T18:00 --notify-before 15d --notify-unchanged 90d`;
  const asked = await ask(ana, line);
  for (const words of [
    'It must be Advanced: only an Advanced one can have policies. That costs $0.05 a month',
    'AWS deletes it by itself at its end',
  ])
    expect(asked.card.visible).toContain(words);
  const plan = await agree(bo, asked);
  for (const words of ['App=myapp, Env=prod, Team=the platform', `${end} 18:00 UTC`, '15 days', '90 days', 'Advanced'])
    expect(plan).toContain(words);
  expect((await ended(ana, asked)).visible).toContain('1 of 1 succeeded');
  const kept = await aws.keptParameter('/myapp/prod/beta-host');
  expect(kept?.tags).toEqual({ App: 'myapp', Env: 'prod', Team: 'the platform' });
  expect(kept?.versions).toMatchObject([{ value: 'beta.acme.example', tier: 'Advanced', version: 1 }]);
  expect(kept?.versions[0]?.policies).toEqual([
    policy('Expiration', { Timestamp: `${end}T18:00:00.000Z` }),
    policy('ExpirationNotification', { Before: '15', Unit: 'Days' }),
    policy('NoChangeNotification', { After: '90', Unit: 'Days' }),
  ]);
});

test('what is said of one policy leaves the others, and the plan says what was; never takes the end off with its notice', async () => {
  const { ana, aws } = stage;
  const name = '/myapp/staging/until';
  const has = [
    policy('Expiration', { Timestamp: `${inDays(40)}T09:00:00.000Z` }),
    policy('ExpirationNotification', { Before: '5', Unit: 'Days' }),
    policy('NoChangeNotification', { After: '60', Unit: 'Days' }),
  ];
  await aws.parameter(name, ['a'], { ...staging, tier: 'Advanced', policies: JSON.stringify(has) });
  const policies = async () => (await aws.keptParameter(name, staging))?.versions.at(-1)?.policies;
  // The value need not be said again.
  const sooner = await ask(ana, `/ssm param put ${name} --expires ${inDays(20)} --env staging`);
  expect(sooner.card.visible).toContain(`${inDays(20)} 00:00 UTC (was ${inDays(40)} 09:00 UTC)`);
  expect(sooner.card.visible).toContain('60 days');
  await ended(ana, sooner);
  expect(await policies()).toEqual([policy('Expiration', { Timestamp: `${inDays(20)}T00:00:00.000Z` }), has[1], has[2]]);
  await ended(ana, await ask(ana, `/ssm param put ${name} --type String --value b --env staging`));
  expect(await policies()).toHaveLength(3);
  const never = await ask(ana, `/ssm param put ${name} --expires never --env staging`);
  expect(never.card.visible).toContain(`never (was ${inDays(20)} 00:00 UTC)`);
  expect(never.card.visible).toContain('none (was 5 days)');
  await ended(ana, never);
  expect(await policies()).toEqual([has[2]]);
  await ended(ana, await ask(ana, `/ssm param put ${name} --notify-unchanged none --env staging`));
  expect(await policies()).toEqual([]);
  expect((await aws.keptParameter(name, staging))?.versions.map(({ value }) => value)).toEqual(['a', 'a', 'b', 'b', 'b']);
  expect(await answerTo(ana, `/ssm param put ${name} --expires never --env staging`)).toContain('is so already');
});

test('who copies is told that policies stay behind', async () => {
  const { ana, aws } = stage;
  const policies = JSON.stringify([policy('NoChangeNotification', { After: '60', Unit: 'Days' })]);
  await aws.parameter('/relay/staging/host', ['relay.acme.example'], { ...staging, tier: 'Advanced', policies });
  const { card } = await preview(ana, '/ssm param copy /relay/staging/host --from staging --env dev');
  expect(card.visible).toContain('Policies, as when it expires, are not copied: /relay/staging/host has some on staging.');
});

test('what can not be is refused before anybody is asked', async () => {
  const { ana } = stage;
  const put = (rest: string) => answerTo(ana, `/ssm param put ${rest} --env staging`);
  expect(await put('/myapp/staging/mail-sink --type String --value x.example --tags "Team=the platform"')).toContain(
    '/ssm param tag /myapp/staging/mail-sink "Team=the platform"',
  );
  expect(await put('/myapp/staging/new --type String --value a --tags Team')).toContain('"Team" is no tag');
  expect(await put('/myapp/staging/new --type String --value a --expires tomorrow')).toContain('"tomorrow" is no time');
  expect(await put(`/myapp/staging/new --type String --value a --expires ${inDays(-1)}`)).toContain('The end is over already');
  expect(await put('/myapp/staging/new --type String --value a --notify-before 5d')).toContain('needs an end');
  expect(await put('/myapp/staging/new --type String --value a --tier Standard --expires 9d')).toContain(
    'Only an Advanced parameter can have policies',
  );
});

test('the form asks for all of it with pickers, and becomes the same request', async () => {
  const { ana, bo, aws } = stage;
  const modal = await openForm(ana, '/ssm param put');
  expect(await ana.options(modal, 'Parameter', 'prod/db')).toEqual([
    '/myapp/prod/db-host · String',
    '/myapp/prod/db-password · SecureString',
    '/myapp/prod/db-port · String',
    'prod/db',
  ]);
  expect(await ana.options(modal, 'KMS key', '')).toEqual(['alias/myapp · of 3 parameters']);
  expect(await ana.options(modal, 'KMS key', 'alias/other')).toEqual(['alias/other']);
  expect(await ana.options(modal, 'Expires', '9')).toEqual([`90d · ${inDays(90)}`, '9']);
  expect(await ana.options(modal, 'Notice when unchanged', '')).toContain('none');
  await ana.fills(modal, {
    Parameter: '/myapp/prod/relay-pin',
    Type: 'SecureString',
    'KMS key': 'alias/myapp',
    Tags: 'App=myapp\nEnv=prod',
    Expires: '30d',
    'Notice before it expires': ['15d', '12h'],
  });
  const before = await ana.messages(channel);
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await newCard(ana, before);
  expect(card.visible).toContain('App=myapp, Env=prod');
  const id = /request ([0-9a-f]{6})/.exec(card.visible)?.[1] ?? '';
  await ana.clicks(card, card.buttons[0] ?? '');
  const asked = { id, card, root: await rootOf(ana, id) };
  await agree(bo, asked);
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/, patient);
  await giveValue(ana, ready, { '/myapp/prod/relay-pin': 'planted-relay-0417' });
  await ended(ana, asked);
  const kept = await aws.keptParameter('/myapp/prod/relay-pin');
  expect(kept?.tags).toEqual({ App: 'myapp', Env: 'prod' });
  expect(kept?.versions).toMatchObject([{ type: 'SecureString', key: 'alias/myapp', tier: 'Advanced' }]);
  expect(kept?.versions[0]?.policies).toHaveLength(3);
});

test("AWS's limits stand at their fields, and nothing is lost", async () => {
  const { ana } = stage;
  const modal = await openForm(ana, '/ssm param put');
  await ana.fills(modal, {
    Parameter: '/myapp/prod/x y',
    Type: 'String',
    Tier: 'Standard',
    Value: 'five',
    'Allowed pattern': '\\d+',
    'KMS key': 'alias/myapp',
    'Data type': 'integer',
    Tags: 'Team',
    Expires: 'soon',
    'Notice before it expires': ['often'],
  });
  const first = (await ana.submits(modal)).errors;
  expect(first).toMatchObject({
    Parameter: expect.stringContaining('a space'),
    Tags: expect.stringContaining('"Team" is no tag'),
    Expires: expect.stringContaining('"soon" is no time'),
    'Notice before it expires': expect.stringContaining('no span of time'),
  });
  await ana.fills(modal, { Parameter: '/myapp/prod/x', Tags: null, Expires: '9d', 'Notice before it expires': null });
  const { closed, errors } = await ana.submits(modal);
  expect(closed).toBe(false);
  expect(errors).toEqual({
    Value: expect.stringContaining('does not match the allowed pattern'),
    'Data type': expect.stringContaining('a whole number'),
    'KMS key': expect.stringContaining('A key encrypts a SecureString'),
    Tier: expect.stringContaining('Only an Advanced parameter can have policies'),
  });
  await ana.closes(modal);
});

test('the picker offers parameters that this person may set, and a name that is too long for it says so', async () => {
  const { wes } = stage;
  const modal = await openForm(wes, '/ssm param put', 'web-team');
  expect(await wes.options(modal, 'KMS key', '')).toEqual(['alias/myapp · of 1 parameter', "alias/aws/ssm · AWS's own, of 1 parameter"]);
  expect(await wes.options(modal, 'Parameter', '')).toEqual(['/web/dev/captcha-secret · SecureString', '/web/dev/cdn-host · String']);
  expect(await wes.options(modal, 'Parameter', `/web/dev/${'x'.repeat(80)}`)).toEqual([expect.stringContaining('sent as a line')]);
  await wes.closes(modal);
});

test('of very many the picker says that there are more, and what is typed stays to be chosen', async () => {
  const { ana, aws } = stage;
  await aws.bulk('/bulk/prod', 250);
  const modal = await openForm(ana, '/ssm param get');
  const offered = await ana.options(modal, 'Parameter', '/bulk/prod/p-');
  expect(offered).toHaveLength(100);
  expect(offered.slice(-2)).toEqual(['There are more: type more of the name', '/bulk/prod/p-']);
  expect(await ana.options(modal, 'Parameter', 'p-000123')).toEqual(['/bulk/prod/p-000123 · String', 'p-000123']);
  await ana.closes(modal);
});

test('the picker of targets offers tags of the machines that are of the environment', async () => {
  const { ana, aws } = stage;
  await aws.adds({ account: '111122223333', region: 'eu-central-1', tags: { App: 'stranger', Env: 'lab', Name: 'lab-stranger-01' } });
  await aws.adds({ account: '111122223333', region: 'eu-central-1', tags: { App: 'stranger', Env: 'prod', Name: 'prod-stranger-01' } });
  const modal = await openForm(ana, '/ssm run');
  expect(await ana.options(modal, 'Targets', 'App=stran')).toEqual(['App=stranger · 1 instance']);
  expect(await ana.options(modal, 'Targets', 'stranger')).toEqual([expect.stringContaining('prod-stranger-01')]);
  expect(await answerTo(ana, '/ssm run tag:App=strange -- uptime')).toContain('App=stranger (1 instance)');
  await ana.closes(modal);
});
