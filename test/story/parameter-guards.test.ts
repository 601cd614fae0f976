import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { readConfig } from '../../src/config.ts';
import { type Running, start } from '../../src/wiring.ts';
import { answerTo, ask, preview } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import { ended, giveValue } from '../support/parameters.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
let bot: Running;
const logged: string[] = [];
const nonProduction = '444455556666';

beforeAll(async () => {
  await secretLooking('x', 'x');
  stage = await setStage({ speed: 60, roles: [] });
  const { environments } = parse(await readFile(stage.settings.SSM_CHATOPS_CONFIG, 'utf8'));
  const staging = { ...environments.staging, parameters: { key: 'alias/myapp', spare: ['/shared/*'] } };
  await configure(stage, { environments: { ...environments, staging } });
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

const there = { account: nonProduction };
const put = (name: string, more: string) => `/ssm param put ${name} --env staging ${more}`;
const refused = (line: string) => answerTo(stage.ana, line);
const newest = async (name: string) => (await stage.aws.keptParameter(name, there))?.versions.at(-1);

test('a new parameter is named as the house names them, or lies under a path that is free', async () => {
  const { ana, aws } = stage;
  expect(await refused(put('/db-host', '--type String --value db9'))).toContain('as in /myapp/staging/db-host');
  expect(await refused(put('/web/prod/cdn-host', '--type String --value db9'))).toContain('here it would be /web/staging/cdn-host');
  const { card } = await preview(ana, put('/shared/cdn/host', '--type String --value cdn9'));
  expect(card.visible).not.toContain('names are here');
  await aws.parameter('/old-host', ['db1'], { ...there });
  expect((await preview(ana, put('/old-host', '--type String --value db2'))).card.visible).toContain(
    '/old-host is not written as names are here: /{app}/{environment}/{name}, as in /myapp/staging/db-host. It is there already',
  );
});

test('copies and imports are named so as well', async () => {
  expect(await refused('/ssm param copy /myapp/prod/db-host --from prod --as /elsewhere --env staging')).toContain(
    '/elsewhere is not written as names are here',
  );
  expect(await refused('/ssm param import /myapp --env staging -- HOST=db9')).toContain('/myapp/HOST is not written as names are here');
});

test('a secret is under the key that must be used: a new one, and one that had another', async () => {
  const { ana, aws } = stage;
  const name = '/myapp/staging/signing-key';
  expect(await refused(put(name, '--type SecureString --key alias/aws/ssm'))).toContain('secrets on staging must use alias/myapp');
  const asked = await ask(ana, put(name, '--type SecureString'));
  expect(asked.card.visible).toMatch(/Key\s+alias\/myapp/);
  await giveValue(ana, await ana.seesChange(asked.root, /Waits for .* to click/), { [name]: 'first-value-7' });
  expect((await ended(ana, asked)).buttons).toEqual(['Ask again']);
  expect(await newest(name)).toMatchObject({ version: 1, key: 'alias/myapp' });

  const other = '/myapp/staging/other-token';
  await aws.parameter(other, ['one', 'two'], { ...there, type: 'SecureString', key: 'alias/aws/ssm' });
  const moved = await ask(ana, put(other, ''));
  expect(moved.card.visible).toContain('It moves from the key alias/aws/ssm to alias/myapp');
  await giveValue(ana, await ana.seesChange(moved.root, /Waits for .* to click/), { [other]: 'second-value-7' });
  await ended(ana, moved);
  expect(await newest(other)).toMatchObject({ version: 3, key: 'alias/myapp' });
});

test('a secret that goes back to an older version goes back under the key that must be used', async () => {
  const { ana, aws } = stage;
  const name = '/myapp/staging/back-token';
  await aws.parameter(name, ['one', 'two'], { ...there, type: 'SecureString', key: 'alias/aws/ssm' });
  const asked = await ask(ana, `/ssm param rollback ${name} 1 --env staging`);
  expect(asked.card.visible).toContain('It moves from the key alias/aws/ssm to alias/myapp');
  await ended(ana, asked);
  expect(await newest(name)).toMatchObject({ version: 3, value: 'one', key: 'alias/myapp' });
});

test('what the house takes for a secret is not taken, on a line, in a form and in a file', async () => {
  const { ana, redis } = stage;
  const planted = 'acme_0123456789abcdefghijklmn';
  const says = "looks like a partner's key of Acme";
  expect(await refused(put('/myapp/staging/partner', `--type String --value ${planted}`))).toContain(says);
  expect(await refused(put('/myapp/staging/partner', `--valeu ${planted}`))).toContain(says);
  expect(await refused(`/ssm param import /myapp/staging --env staging -- PARTNER=${planted}`)).toContain(
    '/myapp/staging/PARTNER would have to be a SecureString',
  );
  await ana.types('/ssm param put', 'incident-42');
  const form = await ana.seesModal(/Set a parameter/, { within: 15_000 });
  await ana.fills(form, { Parameter: '/myapp/staging/partner', Type: 'String', Value: planted });
  expect((await ana.submits(form)).errors.Value).toContain(says);
  await ana.closes(form, { all: true });
  expect(placesOf(planted, { ...(await allOf(redis)), log: logged.join('') })).toEqual([]);
});

test('a value that only AWS knows for a secret is out of the record as soon as that is known', async () => {
  const { ana, aws, redis } = stage;
  const planted = 'plain-words-planted';
  const name = '/myapp/staging/plain';
  await aws.parameter(name, ['x'], { ...there, type: 'SecureString', key: 'alias/myapp' });
  const lines = [put(name, `--type String --value ${planted}`), `/ssm param import /myapp/staging --env staging -- plain=${planted}`];
  for (const line of lines) {
    const { card } = await preview(ana, line);
    expect(card.visible).toContain(`${name} is a SecureString: its value never comes with a request.`);
    await ana.clicks(card, 'Change');
    const form = await ana.seesModal(/Set a parameter|Import settings/, { within: 15_000 });
    expect(JSON.stringify(form)).not.toContain(planted);
    await ana.closes(form, { all: true });
    expect(placesOf(planted, { ...(await allOf(redis)), log: logged.join('') }), line).toEqual([]);
  }
  const records = Object.entries(await allOf(redis)).filter(([, text]) => text.includes('its value never comes with a request'));
  // The search looks where the rest of these requests is.
  expect(records.filter(([key]) => key.includes(':request:'))).toHaveLength(2);
});
