import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerTo, ask, idIn, preview, recordOf, rootOf, until } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import type { Message, Modal, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';
const policies = `
@id("looks") permit (principal, action == Action::"observe", resource)
when { principal in [Group::"sre", Group::"sre-leads", Group::"security"] };
@id("runs") permit (principal in Group::"sre", action in Action::"command", resource);
@id("lead") @approval("1 of sre-leads") forbid (principal, action in Action::"command", resource)
unless { resource == Environment::"dev" };
@id("glass") permit (principal in Group::"on-call", action == Action::"break-glass", resource == Environment::"prod");
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ roles: [], policies, speed: 60 });
  await configure(stage, { freezes: [] });
  await stage.startBot();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  await preview(stage.ana, '/ssm run tag:App=myapp --env dev -- uptime');
});
beforeEach(() => stage.refill());
afterAll(() => stage.strike());

const labels = (modal: Modal): string[] => modal.controls.map(({ label }) => label);
const held = (modal: Modal, label: string): string => {
  const { block_id = '', action_id = '' } = modal.controls.find((each) => each.label === label) ?? {};
  return JSON.stringify(modal.values[block_id]?.[action_id] ?? null);
};

async function openForm(person: Person): Promise<Modal> {
  await person.types('/ssm run', channel);
  return person.seesModal(/Environment/, patient);
}

async function cardAfter(person: Person, before: readonly Message[]): Promise<Message> {
  const known = new Set(before.map(({ ts }) => ts));
  return until('a card', async () => (await person.messages(channel)).find(({ ts, ephemeral }) => ephemeral && !known.has(ts)));
}

const fleet = { Targets: ['tag:App=myapp', 'tag:Env=prod'], Script: 'sudo systemctl restart myapp' };

test('the form asks for breaking the glass only those who may, and only where they may', async () => {
  const { ana, bo } = stage;
  const bos = await openForm(bo);
  expect(labels(bos)).not.toContain('Break glass');
  await bo.closes(bos);
  const anas = await openForm(ana);
  expect(labels(anas)).toContain('Break glass');
  expect(anas.visible).toContain('Why it must run at once, without approval. Alarms the security channel.');
  await ana.fills(anas, { Environment: 'staging · Staging' });
  await until('the form of staging', async () => !labels(await ana.seesModal(/Environment/)).includes('Break glass'));
  await ana.closes(anas);
});

test('what was written for it stays when another environment is chosen, with the way out', async () => {
  const { ana } = stage;
  const modal = await openForm(ana);
  await ana.fills(modal, { 'Break glass': 'checkout is down', Environment: 'staging · Staging' });
  const staging = await ana.seesModal(/You may not break the glass on staging/, patient);
  expect(held(staging, 'Break glass')).toContain('checkout is down');
  await ana.fills(staging, { Environment: 'prod · Production' });
  const prod = await until('the form of prod', async () => {
    const now = await ana.seesModal(/Environment/);
    return now.visible.includes('You may not break') ? undefined : now;
  });
  expect(held(prod, 'Break glass')).toContain('checkout is down');
  await ana.closes(prod);
});

test('two reasons are one too many; one breaks the glass, and Change keeps it', async () => {
  const { ana } = stage;
  const modal = await openForm(ana);
  await ana.fills(modal, { ...fleet, Reason: 'slow', 'Break glass': 'checkout is down' });
  const { closed, errors } = await ana.submits(modal);
  expect(closed).toBe(false);
  expect(errors).toEqual({ Reason: expect.stringContaining('leave this empty') });
  await ana.fills(await ana.seesModal(/Environment/), { Reason: null });
  const before = await ana.messages(channel);
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await cardAfter(ana, before);
  expect(card.visible).toMatch(/without 1 of sre-leads/);
  expect(await recordOf(stage, idIn(card))).toMatchObject({ breakGlass: true, reason: 'checkout is down', state: 'previewed' });

  await ana.clicks(card, 'Change');
  const again = await ana.seesModal(/Environment/, patient);
  expect(held(again, 'Break glass')).toContain('checkout is down');
  expect(held(again, 'Reason')).toContain('"value":null');
  await ana.fills(again, { 'Break glass': null, Reason: 'calmer now' });
  expect(await ana.submits(again)).toMatchObject({ closed: true });
  const changed = await ana.seesChange(card, /Ask for approval|calmer now/, patient);
  const record = await recordOf(stage, idIn(changed));
  expect(record).toMatchObject({ reason: 'calmer now' });
  expect(record).not.toHaveProperty('breakGlass');
});

test('a line that broke the glass wrongly brings its reason into the form', async () => {
  const { ana } = stage;
  const before = await ana.messages(channel);
  await ana.types('/ssm run tag:App=myapp tag:Env=prod --concurency 5 --break-glass "checkout is down" -- uptime', channel);
  await ana.clicks(await cardAfter(ana, before), 'Fill in a form');
  const modal = await ana.seesModal(/Environment/, patient);
  expect(held(modal, 'Break glass')).toContain('checkout is down');
  expect(held(modal, 'At a time')).toContain('"5"');
  await ana.closes(modal);
});

test('an open review is listed for those who may read it, and the same again asks for approval', async () => {
  const { ana, bo } = stage;
  expect(await answerTo(bo, '/ssm list reviews')).toContain('There are no open reviews that you may read.');
  const { id } = await ask(ana, '/ssm run tag:App=myapp tag:Env=prod --break-glass "checkout is down" -- uptime');
  await until('the glass is broken', async () => (await recordOf(stage, id)).review !== undefined);
  expect(await answerTo(bo, '/ssm list reviews')).toContain(id);

  const before = await ana.messages(channel);
  await ana.types(`/ssm again ${id}`, channel);
  const card = await cardAfter(ana, before);
  const repeated = await recordOf(stage, idIn(card));
  expect(repeated).not.toHaveProperty('breakGlass');
  await ana.clicks(card, 'Ask for approval');
  await rootOf(ana, idIn(card));

  // Sam closes it: nothing is listed any more.
  const { sam } = stage;
  const alarm = await sam.sees('security', new RegExp(`succeeded[\\s\\S]*${id}`), patient);
  await sam.clicks(alarm, 'Close the review');
  const modal = await sam.seesModal(/Close the review/, patient);
  await sam.fills(modal, { 'What you found': 'Right call.' });
  await sam.submits(modal);
  await sam.closes(await sam.seesModal(/review is closed/i, patient), { all: true });
  expect(await answerTo(bo, '/ssm list reviews')).toContain('There are no open reviews');
});
