import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { readConfig } from '../../src/config.ts';
import { type Running, start } from '../../src/wiring.ts';
import { type Asked, answerTo, ask, recordOf, until } from '../support/asking.ts';
import { agree, ended, giveValue } from '../support/parameters.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
let bot: Running;
const logged: string[] = [];
const callsFile = join(
  new URL('../../test-results/', import.meta.url).pathname,
  `aws-calls-${Number(process.env.VITEST_POOL_ID ?? 1)}.jsonl`,
);
let callsBefore = 0;

beforeAll(async () => {
  // A bot that runs has loaded the rules long before anybody writes to it.
  await secretLooking('x', 'x');
  callsBefore = await stat(callsFile).then(
    ({ size }) => size,
    () => 0,
  );
  stage = await setStage({ speed: 60, roles: [] });
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  bot = await start(await readConfig(stage.settings.SSM_CHATOPS_CONFIG), stage.settings, 'all', log, stage.clock);
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(async () => {
  await bot.stop();
  await stage.strike();
});

const password = '/myapp/prod/db-password';
const newest = async (name: string, where = {}) => (await stage.aws.keptParameter(name, where))?.versions.at(-1);

/** Everything that outlives a moment, and everything that Slack was told. What a window shows to one person is left out of `told`. */
async function everywhere(): Promise<Record<string, string>> {
  const calls = await stage.slack.calls();
  const kept = calls.filter(({ method }) => !method.startsWith('views.'));
  const views = calls.filter(({ method }) => method.startsWith('views.'));
  const metadata = JSON.stringify(views).match(/"?private_metadata\\*"?:\s*\\*"(?:[^"\\]|\\.)*"/g) ?? [];
  const people = await Promise.all(
    [stage.ana, stage.bo, stage.cleo, stage.sam, stage.wes].map(async (person) => [person.id, (await person.state()).channels] as const),
  );
  return {
    ...(await allOf(stage.redis)),
    log: logged.join(''),
    'recorded calls': (await readFile(callsFile)).subarray(callsBefore).toString('utf8'),
    'calls of Slack that are no views': JSON.stringify(kept),
    metadata: metadata.join('\n'),
    ...Object.fromEntries(people.map(([id, channels]) => [`what ${id} sees`, JSON.stringify(channels)])),
  };
}
const views = async () => JSON.stringify((await stage.slack.calls()).filter(({ method }) => method.startsWith('views.')));

test("prod's database password is changed with two approvals, and the new one rests nowhere", async () => {
  const { ana, bo, sam } = stage;
  const planted = 'vT9"x&<Qz\\7 mWk2~rotated';
  const before = await newest(password);
  const asked = await ask(ana, `/ssm param put ${password}`);
  const plan = await agree(bo, asked);
  expect(plan).toContain('SecureString');
  expect(plan).not.toContain('Value of');
  await agree(sam, asked);
  const ready = await ana.seesChange(asked.root, /Waits for .*ana.* to click/i);
  expect(ready.buttons).toEqual(['Give the value', 'Cancel change', 'Read the plan']);
  await giveValue(ana, ready, { [password]: planted });
  await ended(ana, asked);
  expect(await newest(password)).toMatchObject({
    version: (before?.version ?? 0) + 1,
    value: planted,
    type: 'SecureString',
    key: 'alias/myapp',
    description: 'Of the role myapp',
  });
  const places: Record<string, string> = { ...(await everywhere()), views: await views() };
  expect(placesOf(planted, places)).toEqual([]);
  // The search looks where things are: each place holds what belongs there.
  expect(places['recorded calls']).toMatch(/"PutParameter".*db-password/);
  expect(places.metadata).toContain(asked.id);
  expect(places.views).toContain(password);
  expect(places['calls of Slack that are no views']).toContain(password);
  expect(Object.keys(places).filter((place) => placesOf(asked.id, { [place]: places[place] ?? '' }).length > 0)).toEqual(
    expect.arrayContaining(['what U0ANA sees', 'redis {ssm-chatops}:audit']),
  );
  expect(logged.length).toBeGreaterThan(0);
});

test('a secret is shown to its asker alone, once, in a window, and the audit says so', async () => {
  const { ana, bo, aws, redis } = stage;
  const planted = 'Kp4-planted/reveal+Zz81==';
  await aws.parameter('/myapp/prod/session-key', [planted], { type: 'SecureString', key: 'alias/myapp' });
  const asked = await ask(ana, '/ssm param reveal /myapp/prod/session-key');
  await agree(bo, asked);
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/);
  expect(ready.buttons[0]).toBe('Reveal once');
  await bo.clicks(ready, 'Reveal once');
  expect((await bo.seesModal(/Not done/)).visible).toContain('who asked');
  await ana.clicks(ready, 'Reveal once');
  const window = await ana.seesModal(/Only you see this/, { within: 15_000 });
  expect(window.visible).toContain(planted);
  await ana.closes(window);
  await ended(ana, asked);
  expect(JSON.stringify((await bo.state()).views)).not.toContain(planted);
  const rows = (await redis.xrange('{ssm-chatops}:audit', '-', '+')).map(([, fields]) => fields.join(' '));
  expect(rows.filter((row) => row.includes(asked.id) && row.includes('"revealed"'))).toHaveLength(1);
  expect(placesOf(planted, await everywhere())).toEqual([]);
});

test('a value that AWS would not take is said at its field, and can be given again', async () => {
  const { ana, aws } = stage;
  const where = { account: '444455556666' };
  await aws.parameter('/myapp/staging/pin-token', ['1111'], { ...where, type: 'SecureString', pattern: '^\\d{4}$' });
  const asked = await ask(ana, '/ssm param put /myapp/staging/pin-token --env staging');
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/);
  await ana.clicks(ready, 'Give the value');
  const form = await ana.seesModal(/Give the value/);
  await ana.fills(form, { '/myapp/staging/pin-token': 'planted-pin-90210' });
  const { errors } = await ana.submits(form);
  expect(Object.values(errors)[0]).toContain('does not match the allowed pattern');
  await ana.fills(form, { '/myapp/staging/pin-token': '9021' });
  await ana.submits(form);
  await ana.closes(await ana.seesModal(/Done/), { all: true });
  await ended(ana, asked);
  expect(await newest('/myapp/staging/pin-token', where)).toMatchObject({ value: '9021', version: 2 });
  expect(placesOf('planted-pin-90210', { ...(await everywhere()), views: await views() })).toEqual([]);
});

test('a secret that is typed is not taken, not repeated and not kept', async () => {
  const { ana } = stage;
  const planted = 'hunter2planted';
  const lines = [
    `/ssm param put ${password} --value ${planted}`,
    `/ssm param put ${password} --type String --value ${planted}`,
    `/ssm param put /myapp/prod/anything --type SecureString --value ${planted}`,
    `/ssm param put ${password} ${planted}`,
    `/ssm param put ${password} --valeu ${planted}`,
    `/ssm param put ${password} --type String --value "${planted}`,
  ];
  for (const line of lines) expect(await answerTo(ana, line), line).toContain('if it was real, make a new one');
  expect(await answerTo(ana, '/ssm param put /myapp/prod/anything --value AKIAIOSFODNN7EXAMPLQ')).toContain('an AWS access key');
  expect(placesOf(planted, { ...(await everywhere()), views: await views() })).toEqual([]);
  expect(placesOf('AKIAIOSFODNN7EXAMPLQ', { ...(await everywhere()), views: await views() })).toEqual([]);
});

test('in the form a secret stands at its field, and goes nowhere', async () => {
  const { ana } = stage;
  const planted = 'planted-in-a-form-39';
  await ana.types('/ssm param put', 'incident-42');
  const form = await ana.seesModal(/Set a parameter/, { within: 15_000 });
  await ana.fills(form, { Parameter: '/myapp/staging/smtp-password', Type: 'String', Value: planted });
  const { errors } = await ana.submits(form);
  expect(errors.Value).toContain('The name says "password"');
  await ana.closes(form, { all: true });
  expect(placesOf(planted, { ...(await everywhere()), views: await views() })).toEqual([]);
});

test('what nobody clicks in time is over, and what was cancelled can not be clicked', async () => {
  const { ana, clock } = stage;
  const line = '/ssm param put /myapp/staging/db-password --env staging';
  const first = await ask(ana, line);
  const ready = await ana.seesChange(first.root, /Waits for .* to click/);
  await ana.clicks(ready, 'Cancel change');
  await until('the cancel', async () => (await recordOf(stage, first.id)).state === 'cancelled');
  const second: Asked = await ask(ana, line);
  await ana.seesChange(second.root, /Waits for .* to click/);
  clock.step(31 * 60_000);
  expect((await ended(ana, second)).visible).toContain('did not click in time');
});

test('AWS that does not answer to a secret is asked once; the version is found by who made it', async () => {
  const { ana, aws, clock } = stage;
  const planted = 'lost-answer-planted-77';
  const where = { account: '444455556666' };
  const before = (await newest('/myapp/staging/db-password', where))?.version ?? 0;
  const asked = await ask(ana, '/ssm param put /myapp/staging/db-password --env staging');
  const ready = await ana.seesChange(asked.root, /Waits for .* to click/);
  await aws.fault('PutParameter', 'drop-connection-after', { times: 1 });
  await giveValue(ana, ready, { '/myapp/staging/db-password': planted }, /looked up/);
  clock.step(80_000);
  expect((await ended(ana, asked)).visible).toContain('1 of 1 succeeded');
  expect(await newest('/myapp/staging/db-password', where)).toMatchObject({ version: before + 1, value: planted });
  expect(placesOf(planted, { ...(await everywhere()), views: await views() })).toEqual([]);
});

test('the search finds what is planted, whatever its shape', () => {
  const planted = 'Kp4-planted/reveal+Zz81==';
  const base64 = Buffer.from(`{"value":"${planted}"}`).toString('base64');
  expect(
    placesOf(planted, {
      plain: `a ${planted} b`,
      base64,
      url: encodeURIComponent(planted),
      hex: Buffer.from(planted).toString('hex'),
      none: 'x',
    }),
  ).toEqual(['plain', 'base64', 'url', 'hex']);
});
