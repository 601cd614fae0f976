import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { readConfig } from '../../src/config.ts';
import { type Running, start } from '../../src/wiring.ts';
import { idIn, recordOf, rootOf, until } from '../support/asking.ts';
import { agree, ended } from '../support/parameters.ts';
import type { Message, Modal } from '../support/people.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';
const path = '/myapp/prod';
const asFile = 'Settings, as a file';

let stage: Stage;
let bot: Running;
const logged: string[] = [];
beforeAll(async () => {
  // A bot that runs has loaded the rules long before anybody writes to it.
  await secretLooking('x', 'x');
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

async function openImport(): Promise<Modal> {
  await stage.ana.types('/ssm param import', channel);
  const form = await stage.ana.seesModal(/Environment/, patient);
  await stage.ana.fills(form, { Path: path });
  return form;
}

async function newCard(before: readonly Message[]): Promise<Message> {
  const known = new Set(before.map(({ ts }) => ts));
  return until('a card', async () => (await stage.ana.messages(channel)).find(({ ts, ephemeral }) => ephemeral && !known.has(ts)));
}

/** Gives a file, sends the form and reads what the form says then. */
async function refused(form: Modal, file: { name: string; bytes: string | Uint8Array }, says: RegExp): Promise<Modal> {
  await stage.ana.gives(form, asFile, file);
  await stage.ana.submits(form);
  return stage.ana.seesModal(says, patient);
}

test('a YAML file is read by its name: what is added, what changes and what is as it was stand in the plan, and then it is so', async () => {
  const { ana, bo, aws } = stage;
  await aws.parameter(`${path}/import/level`, ['info']);
  await aws.parameter(`${path}/import/region`, ['eu-central-1']);
  const form = await openImport();
  const before = await ana.messages(channel);
  await ana.gives(form, asFile, { name: 'settings.yml', bytes: 'import:\n  level: debug\n  region: eu-central-1\n  workers: "12"\n' });
  await ana.submits(form);
  const taken = await ana.seesModal(/settings\.yml was read/, patient);
  await ana.closes(taken);
  const card = await newCard(before);
  expect(card.visible).toMatch(/Import 2 parameters under \/myapp\/prod/);
  expect((await recordOf(stage, idIn(card))).input).toMatchObject({ path, format: 'yaml' });
  await ana.clicks(card, card.buttons[0] ?? '');
  const asked = { id: idIn(card), card, root: await rootOf(ana, idIn(card), channel) };
  const plan = await agree(bo, asked);
  for (const name of ['level', 'workers', 'region']) expect(plan).toContain(`${path}/import/${name}`);
  await ended(ana, asked);
  expect((await aws.keptParameter(`${path}/import/level`))?.versions.at(-1)?.value).toBe('debug');
  expect((await aws.keptParameter(`${path}/import/workers`))?.versions.at(-1)?.value).toBe('12');
  expect((await aws.keptParameter(`${path}/import/region`))?.versions).toHaveLength(1);
});

test('a file with a secret is not taken: its name is told, and that the file still lies in Slack; the value is nowhere here', async () => {
  const { ana, redis, slack } = stage;
  const planted = 'planted/In+a-file=Qz77wLm2';
  const form = await openImport();
  const again = await refused(form, { name: 'prod.env', bytes: `LOG_LEVEL=info\nDB_PASSWORD=${planted}\n` }, /DB_PASSWORD/);
  expect(again.visible).toContain('The file itself still lies in Slack: delete it there');
  expect(again.visible).not.toContain(planted);
  expect(JSON.stringify(again.values)).toContain(path);
  await ana.closes(again, { all: true });
  const calls = JSON.stringify(await slack.calls());
  expect(placesOf(planted, { ...(await allOf(redis)), log: logged.join(''), calls })).toEqual([]);
  expect(calls).toContain('DB_PASSWORD');
});

test('what is no file to import is said at its field, and what was filled in stays', async () => {
  const { ana, slack } = stage;
  let form = await openImport();
  for (const [name, bytes, says] of [
    ['settings.toml', 'a = 1', /is no file that can be imported/],
    ['settings.env', new Uint8Array([0x41, 0x3d, 0xff, 0xfe]), /no text in UTF-8/],
    ['settings.json', ' '.repeat(256 * 1024 + 1), /more than 256 KB/],
    ['settings.env', 'A=1\n'.repeat(16_001), /at most 64,000 characters/],
  ] as const) {
    form = await refused(form, { name, bytes }, says);
    expect(JSON.stringify(form.values)).toContain(path);
  }
  await ana.fills(form, { Settings: 'A=1' });
  await ana.gives(form, asFile, { name: 'settings.env', bytes: 'A=2' });
  expect((await ana.submits(form)).errors).toEqual({ Settings: expect.stringContaining('Give the text or the file') });
  await ana.fills(form, { Settings: null });
  await slack.fault({ method: 'files.info', kind: 'error', error: 'missing_scope', times: 1 });
  await ana.submits(form);
  await ana.closes(await ana.seesModal(/may not read files.*files:read/, patient), { all: true });
});
