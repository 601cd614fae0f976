import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerTo, ask, finalOf, idIn, preview, recordOf, until } from '../support/asking.ts';
import type { Message, Modal, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  // AWS's clients are loaded once: on a busy machine that alone can take Slack's three seconds.
  await preview(stage.ana, '/ssm run tag:App=myapp --env dev -- uptime');
});
beforeEach(() => stage.refill());
afterAll(() => stage.strike());

async function openForm(person: Person, line = '/ssm run', where = channel): Promise<Modal> {
  await person.types(line, where);
  return person.seesModal(/Environment/, patient);
}

/** The newest card that is not among those of before. */
async function newCard(person: Person, before: readonly Message[], where = channel): Promise<Message> {
  const known = new Set(before.map(({ ts }) => ts));
  return until('a card', async () => (await person.messages(where)).find(({ ts, ephemeral }) => ephemeral && !known.has(ts)));
}

const fieldOf = (modal: Modal, label: string) => modal.controls.find((each) => each.label === label);
const heldBy = (modal: Modal, label: string) => {
  const { block_id = '', action_id = '' } = fieldOf(modal, label) ?? {};
  return JSON.stringify(modal.values[block_id]?.[action_id] ?? null);
};

test('the words alone open a form, which becomes a request as a line does', async () => {
  const { ana, aws } = stage;
  const modal = await openForm(ana);
  const before = await ana.messages(channel);
  expect(heldBy(modal, 'Environment')).toContain('"value":"prod"');
  await ana.fills(modal, {
    Targets: ['tag:App=myapp', 'tag:Env=prod'],
    Script: 'sudo systemctl restart myapp',
    'At a time': '5',
    Reason: 'p95 over 4 s',
  });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await newCard(ana, before);
  for (const words of ['48 will get it', '5 at a time', 'sudo systemctl restart myapp', 'p95 over 4 s', 'Needs 1 of sre-leads'])
    expect(card.visible).toContain(words);
  expect(await aws.sent()).toHaveLength(0);
  const record = await recordOf(stage, idIn(card));
  expect(record.input).toEqual({ targets: ['tag:App=myapp', 'tag:Env=prod'], script: 'sudo systemctl restart myapp', concurrency: '5' });
});

test('the form shows what holds where nothing is said, for the environment that is chosen', async () => {
  const { ana } = stage;
  const modal = await openForm(ana);
  const placeholders = (view: Modal) => JSON.stringify(view.blocks);
  expect(placeholders(modal)).toContain('20% (default)');
  await ana.fills(modal, { Targets: ['tag:App=myapp'], Environment: 'staging · Staging' });
  const staging = await until('the defaults of staging', async () => {
    const now = await ana.seesModal(/Environment/);
    return placeholders(now).includes('50% (default)') ? now : undefined;
  });
  expect(heldBy(staging, 'Targets')).toContain('tag:App=myapp');
  await ana.closes(staging);
});

test('instances are found by a piece of their name, tags with how many carry them', async () => {
  const { ana, aws } = stage;
  const modal = await openForm(ana);
  const named = await ana.options(modal, 'Targets', 'prod-07');
  expect(named).toEqual([expect.stringMatching(/^myapp-prod-07 · i-[0-9a-f]+ · running · prod$/)]);
  expect(await ana.options(modal, 'Targets', 'App=mya')).toContain('App=myapp · 50 instances');
  expect(await ana.options(modal, 'Targets', 'tag:App=mya')).toContain('App=myapp · 50 instances');
  expect((await ana.options(modal, 'Targets', '')).length).toBeGreaterThan(50);
  expect(await ana.options(modal, 'Targets', 'no such thing')).toEqual(['Nothing fits.']);
  expect(await ana.options(modal, 'Targets', 'all')).toContain('all');
  const id = await aws.idOf('myapp-prod-07');
  await ana.fills(modal, { Targets: [id] });
  expect(heldBy(await ana.seesModal(/Environment/), 'Targets')).toContain(named[0]);
  await ana.closes(modal);
});

test('while AWS is slow the picker still answers in time, and says so', async () => {
  const { wes, aws } = stage;
  const modal = await openForm(wes, '/ssm run', 'web-team');
  await aws.fault('DescribeInstances', 'delay', { ms: 4_000, times: 1 });
  const begun = Date.now();
  expect(await wes.options(modal, 'Targets', 'web')).toEqual(['Still reading AWS. Type one more letter.']);
  expect(Date.now() - begun).toBeLessThan(3_000);
  expect(await wes.alerts()).toEqual([]);
  await wes.closes(modal);
});

test('typing costs one role session, not one per letter', async () => {
  const { bo } = stage;
  const modal = await openForm(bo);
  const before = await sessions();
  for (const letters of ['m', 'my', 'mya']) await bo.options(modal, 'Targets', letters);
  expect((await sessions()) - before).toBe(1);
  await bo.closes(modal);

  async function sessions(): Promise<number> {
    return (await stage.aws.calls())['sts.AssumeRole'] ?? 0;
  }
});

test('a wrong value stands at its field, and nothing is lost', async () => {
  const { ana } = stage;
  const modal = await openForm(ana);
  await ana.fills(modal, { Targets: ['tag:App=myapp'], Script: 'uptime', 'At a time': 'many', 'Time for each': 'long' });
  const { closed, errors } = await ana.submits(modal);
  expect(closed).toBe(false);
  expect(errors).toEqual({ 'At a time': expect.stringContaining('20%'), 'Time for each': expect.stringContaining('90s') });
  const same = await ana.seesModal(/Environment/);
  expect(heldBy(same, 'Script')).toContain('uptime');
  await ana.fills(same, { 'At a time': '5', 'Time for each': null });
  const before = await ana.messages(channel);
  expect(await ana.submits(same)).toMatchObject({ closed: true });
  expect((await newCard(ana, before)).visible).toContain('5 at a time');
});

test('a line with a mistake offers the form with what could be read, and the mistake at its field', async () => {
  const { ana } = stage;
  const before = await ana.messages(channel);
  await ana.types('/ssm run tag:App=myapp --concurency 5 --errors lots --reason "slow since noon" -- uptime', channel);
  const refusal = await newCard(ana, before);
  expect(refusal.visible).toContain('Did you mean "--concurrency"?');
  await ana.clicks(refusal, 'Fill in a form');
  const modal = await ana.seesModal(/Environment/, patient);
  expect(heldBy(modal, 'Targets')).toContain('tag:App=myapp');
  expect(heldBy(modal, 'Script')).toContain('uptime');
  expect(heldBy(modal, 'At a time')).toContain('"5"');
  expect(heldBy(modal, 'Tolerated errors')).toContain('lots');
  expect(heldBy(modal, 'Reason')).toContain('slow since noon');
  expect(modal.visible).toContain('⚠ Look at: At a time, Tolerated errors');
  expect(modal.visible).toContain('⚠ write a number (10) or a percentage (20%)');
  await ana.fills(modal, { 'Tolerated errors': '2' });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  // The card takes the place of the refusal.
  const card = await ana.seesChange(refusal, /50 instances match/, patient);
  expect(card.visible).toContain('5 at a time');
});

test("a document's parameters are asked for when it is chosen, and when another one is, those of that", async () => {
  const { ana } = stage;
  const modal = await openForm(ana);
  expect(fieldOf(modal, 'Service')).toBeUndefined();
  expect(fieldOf(modal, 'Parameters')).toBeUndefined();
  const asksFor = (label: string): Promise<Modal> =>
    until(`a question for ${label}`, async () => {
      const now = await ana.seesModal(/Environment/);
      return fieldOf(now, label) ? now : undefined;
    });
  await ana.fills(modal, { Document: 'AWS-RunShellScript' });
  expect(await asksFor('commands')).toBeDefined();
  await ana.fills(modal, { Targets: ['tag:App=myapp', 'tag:Env=prod'], Document: 'Acme-RestartService' });
  const asked = await asksFor('Service');
  expect(fieldOf(asked, 'commands')).toBeUndefined();
  expect(asked.visible).toContain('The systemd unit.');
  expect(asked.visible).toContain('One value a line. It must match ^[a-z0-9]');
  expect(await ana.options(asked, 'Service', '')).toEqual(['myapp', 'nginx', 'billing-worker']);
  expect(JSON.stringify(asked.blocks)).toContain('5 (default)');
  await ana.fills(asked, { Service: 'nginx', Hosts: 'web-1\nweb-2', Notify: 'false' });
  const before = await ana.messages(channel);
  expect(await ana.submits(asked)).toMatchObject({ closed: true });
  const card = await newCard(ana, before);
  for (const words of ['Service: nginx', 'Hosts: web-1\nHosts: web-2', 'Notify: false']) expect(card.visible).toContain(words);
});

test('Change opens the form with the request, and its new card takes the place of the old one', async () => {
  const { ana } = stage;
  const { id, card } = await preview(ana, '/ssm run tag:App=myapp tag:Env=prod --concurrency 3 --reason why -- uptime');
  await ana.clicks(card, 'Change');
  const modal = await ana.seesModal(/Environment/, patient);
  expect(heldBy(modal, 'Script')).toContain('uptime');
  expect(heldBy(modal, 'At a time')).toContain('"3"');
  expect(heldBy(modal, 'Reason')).toContain('why');
  await ana.fills(modal, { Script: 'hostname' });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const changed = await ana.seesChange(card, /hostname/, patient);
  expect(changed.visible).not.toContain(id);
  await until('the old one is discarded', async () => (await recordOf(stage, id)).state === 'discarded');
  // Twice changed, the last card stays.
  await ana.clicks(changed, 'Change');
  const again = await ana.seesModal(/Environment/, patient);
  await ana.fills(again, { Script: 'uname -a' });
  await ana.submits(again);
  const last = await ana.seesChange(card, /uname -a/, patient);
  const second = idIn(changed);
  await until('the second is discarded', async () => (await recordOf(stage, second)).state === 'discarded');
  expect((await ana.seesChange(card, /uname/)).visible).toBe(last.visible);
});

test('what is refused can be changed', async () => {
  const { ana } = stage;
  const before = await ana.messages(channel);
  await ana.types('/ssm run tag:App=myap -- uptime', channel);
  const refusal = await newCard(ana, before);
  expect(refusal.visible).toContain('Nothing matches');
  await ana.clicks(refusal, 'Change');
  const modal = await ana.seesModal(/Environment/, patient);
  await ana.fills(modal, { Targets: ['tag:App=myapp', 'tag:Env=prod'] });
  await ana.submits(modal);
  await ana.seesChange(refusal, /48 will get it/, patient);
});

test('a script that no form holds is taken as a line, and says so', async () => {
  const { ana } = stage;
  const { card } = await preview(ana, `/ssm run tag:App=myapp tag:Env=prod -- ${'echo line; '.repeat(300)}`);
  await ana.clicks(card, 'Change');
  const notice = await ana.seesModal(/holds 3,000/, patient);
  expect(notice.visible).toContain('send it as a line');
  await ana.closes(notice);
});

test('a form that is filled in late still brings its card', async () => {
  const { ana, slack } = stage;
  const modal = await openForm(ana);
  const before = await ana.messages(channel);
  await slack.expireResponses();
  await ana.fills(modal, { Targets: ['tag:App=myapp', 'tag:Env=prod'], Script: 'uptime' });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  const card = await newCard(ana, before);
  expect(card.visible).toContain('48 will get it');
});

test('who may observe nothing gets no form but the reason', async () => {
  const { bo, slack } = stage;
  await slack.setGroup('sre-leads', ['U0CLEO']);
  await slack.setGroup('sre', ['U0ANA']);
  stage.clock.step(120_000);
  await bo.types('/ssm run', channel);
  const notice = await bo.seesModal(/observe no environment/, patient);
  await bo.closes(notice);
  await slack.setGroup('sre-leads', ['U0BO', 'U0CLEO']);
  await slack.setGroup('sre', ['U0ANA', 'U0BO']);
  stage.clock.step(120_000);
});

test('an enquiry asks for neither environment nor reason, in its help, on the line and in its form', async () => {
  const { ana } = stage;
  const { id } = await preview(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  expect(await answerTo(ana, '/ssm help status')).not.toMatch(/--env|--reason/);
  expect(await answerTo(ana, `/ssm status ${id} --env prod`)).toContain('"--env" is no option of status');
  await ana.types('/ssm status', channel);
  const modal = await ana.seesModal(/Request/, patient);
  expect(modal.controls.map(({ label }) => label)).not.toContain('Environment');
  expect(modal.controls.map(({ label }) => label)).not.toContain('Reason');
  const before = await ana.messages(channel);
  await ana.fills(modal, { Request: id });
  expect(await ana.submits(modal)).toMatchObject({ closed: true });
  expect((await newCard(ana, before)).visible).toContain(id);
});

test('help is one line for each command, without flags', async () => {
  const help = await answerTo(stage.ana, '/ssm help');
  expect(help).toMatch(/\/ssm run TARGET\.\.\. \[?-- SCRIPT\]? Run a script on instances/);
  expect(help).not.toMatch(/--env|--concurrency/);
});

test('a form that comes twice is one request', async () => {
  const { ana, slack, aws } = stage;
  const modal = await openForm(ana);
  await ana.fills(modal, { Targets: ['tag:App=myapp', 'tag:Env=dev'], Script: 'uptime', Environment: 'dev · Development' });
  const before = await ana.messages(channel);
  await slack.doubleNext();
  await ana.submits(modal);
  await newCard(ana, before);
  const cards = (await ana.messages(channel)).filter(({ ts, ephemeral }) => ephemeral && !before.some((one) => one.ts === ts));
  expect(cards).toHaveLength(1);
  expect(await aws.sent()).toHaveLength(0);
});

test('a request from a form runs to its end', async () => {
  const { ana } = stage;
  const asked = await ask(ana, '/ssm run tag:App=myapp tag:Env=staging --env staging -- uptime');
  expect((await finalOf(ana, asked)).visible).toMatch(/succeeded/);
});
