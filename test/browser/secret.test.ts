import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretLooking } from '../../src/aws/secrets/secret-looking.ts';
import { type Asked, answerTo, ask } from '../support/asking.ts';
import { agree, ended } from '../support/parameters.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage, type View } from './page.ts';

const password = '/myapp/prod/db-password';
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const patient = { within: 15_000 };

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  await secretLooking('x', 'x');
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  // AWS's clients are loaded once: on a busy machine that alone can take Slack's three seconds.
  await answerTo(stage.ana, '/ssm param get /myapp/prod/log-level');
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

const modalOf = (view: View) => view.page.getByTestId('modal');
const threadOf = (view: View) => view.page.getByTestId('thread');

/** Opens the thread of the request's message: its end may stand in the channel too. */
async function opensThread(view: View, id: string): Promise<void> {
  const replies = view.page.getByTestId('replies');
  await view.page
    .getByTestId('message')
    .filter({ hasText: `request ${id}` })
    .filter({ has: replies })
    .last()
    .getByTestId('replies')
    .click();
}

/** Reads the plan from the thread and approves it. */
async function approves(view: View, who: string, id: string, shot: string): Promise<void> {
  await view.becomes(who);
  await view.opens('incident-42');
  await opensThread(view, id);
  await threadOf(view).getByRole('button', { name: 'Read the plan' }).last().click();
  const modal = modalOf(view);
  await modal.getByText('Only these are touched').waitFor();
  await view.shoots(shot);
  await modal.getByRole('button', { name: 'Approve' }).click();
  await modal.getByText('Your rights are checked now').waitFor();
  await modal.getByRole('button', { name: 'Close' }).last().click();
}

test("prod's database password is rotated with two approvals, as people see it", async () => {
  const { slack, aws, ana } = stage;
  const planted = 'n3w-and-only-in-the-form';
  const view = await openPage(browser, slack.url, desk);
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.types(`/ssm param put ${password} --reason "the old one was in a screenshot"`);
  const card = view.message(/now in version 1|Set \/myapp/);
  await card.getByRole('button', { name: 'Ask for approval' }).waitFor();
  await view.shoots('60-secret-card');
  await card.getByRole('button', { name: 'Ask for approval' }).click();
  const root = await ana.sees('incident-42', /asked by[\s\S]*db-password/, patient);
  const id = /request ([0-9a-f]{6})/.exec(root.visible)?.[1] ?? '';
  await ana.seesInThread(root.channel, root.ts, /needs/i, patient);
  await approves(view, 'U0BO', id, '61-secret-plan');
  await threadOf(view)
    .getByText(/Still needs/)
    .waitFor();
  await view.shoots('62-secret-half');
  await approves(view, 'U0SAM', id, '63-secret-plan-security');
  const ready = await ana.seesChange(root, /Waits for .*ana.* to click/i, patient);
  expect(ready.buttons).toContain('Give the value');

  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.message(`request ${id}`).getByRole('button', { name: 'Give the value' }).waitFor();
  await view.shoots('64-secret-ready');
  await view.message(`request ${id}`).getByRole('button', { name: 'Give the value' }).click();
  const modal = modalOf(view);
  await modal.getByLabel(password).fill(planted);
  await view.shoots('65-secret-form');
  await modal.getByRole('button', { name: 'Set 1 value' }).click();
  await modal.getByText('It is done').waitFor();
  await view.shoots('66-secret-set');
  await modal.getByRole('button', { name: 'Done' }).last().click();
  await view.message(/succeeded/).waitFor();
  expect((await aws.keptParameter(password))?.versions.at(-1)?.value).toBe(planted);
  await opensThread(view, id);
  await ended(ana, { id, root, card: root } satisfies Asked);
  await view.shoots('67-secret-over');
  expect(await view.page.content()).not.toContain(planted);
}, 180_000);

test('on a phone the asker gives a value, and sees a secret once', async () => {
  const { slack, ana, bo, sam } = stage;
  const put = await ask(ana, `/ssm param put ${password}`);
  await agree(bo, put);
  await agree(sam, put);
  await ana.seesChange(put.root, /to click/, patient);
  const view = await openPage(browser, slack.url, phone, 'dark');
  const modal = modalOf(view);
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.shoots('68-phone-ready');
  await view.message(`request ${put.id}`).getByRole('button', { name: 'Give the value' }).click();
  await modal.getByLabel(password).fill('on-the-phone-1');
  await view.shoots('69-phone-form');
  await modal.getByRole('button', { name: 'Set 1 value' }).click();
  await modal.getByText('It is done').waitFor();
  await modal.getByRole('button', { name: 'Done' }).last().click();
  const reveal = await ask(ana, `/ssm param reveal ${password}`);
  await agree(bo, reveal);
  await ana.seesChange(reveal.root, /to click/, patient);
  await view.message(`request ${reveal.id}`).getByRole('button', { name: 'Reveal once' }).click();
  await modal.getByText('on-the-phone-1').waitFor();
  await view.shoots('70-phone-reveal');
  await modal.getByRole('button', { name: 'Done' }).last().click();
  await modal.waitFor({ state: 'hidden' });
  expect(await view.page.content()).not.toContain('on-the-phone-1');
}, 180_000);

test('what is looked up reads well on a desk and on a phone', async () => {
  const { slack, aws } = stage;
  await aws.parameter('/myapp/prod/mode', ['blue', 'green', 'blue\nwith canary'], { labels: { live: 2 } });
  for (const [size, mark] of [
    [desk, 'desk'],
    [phone, 'phone'],
  ] as const) {
    const view = await openPage(browser, slack.url, size);
    await view.becomes('U0ANA');
    await view.opens('ops');
    for (const [name, line, says] of [
      ['ls', 'ls /myapp/prod --recursive', 'db-password'],
      ['get', 'get /myapp/prod/mode', 'with canary'],
      ['history', 'history /myapp/prod/mode', 'live'],
      ['diff', 'diff /myapp/prod/mode 1 3', 'canary'],
      ['expiring', 'expiring --days 30', 'AWS deletes it'],
    ] as const) {
      await view.types(`/ssm param ${line} --env prod`);
      await view.message(says).waitFor();
      await view.shoots(`71-${mark}-${name}`);
    }
  }
}, 180_000);

test('settings are given as a file: the form, its answer, and the plan that says what is added and changed', async () => {
  const { slack } = stage;
  const file = (text: string) => ({ name: 'prod.env', mimeType: 'text/plain', buffer: Buffer.from(text) });
  for (const [size, mark] of [
    [desk, 'desk'],
    [phone, 'phone'],
  ] as const) {
    const view = await openPage(browser, slack.url, size);
    const modal = modalOf(view);
    await view.becomes('U0ANA');
    await view.opens('incident-42');
    await view.types('/ssm param import');
    await modal.getByLabel('Path').fill('/myapp/prod');
    await modal.getByLabel('Settings, as a file').setInputFiles(file('MODE=red\nDB_PASSWORD=hunter2-planted\n'));
    await modal.getByText('Given: prod.env').waitFor();
    await view.shoots(`72-${mark}-import`);
    await modal.getByRole('button', { name: 'Show the plan' }).click();
    await modal.getByText('still lies in Slack').scrollIntoViewIfNeeded();
    await view.shoots(`73-${mark}-import-secret`);
    await modal.getByLabel('Settings, as a file').setInputFiles(file(`mode=red\nlevel-${mark}=debug\n`));
    await modal.getByText('Given: prod.env').waitFor();
    await modal.getByRole('button', { name: 'Show the plan' }).click();
    await modal.getByText('prod.env was read').waitFor();
    await view.shoots(`74-${mark}-import-read`);
    await modal.getByRole('button', { name: 'Close' }).last().click();
    await view.message('Import 2 parameters').getByRole('button', { name: 'Ask for approval' }).waitFor();
    await view.shoots(`75-${mark}-import-card`);
  }
}, 180_000);
