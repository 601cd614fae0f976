import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preview } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage } from './page.ts';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage({ speed: 4 });
  browser = await launch();
  // AWS's clients are loaded once: on a busy machine that alone can take Slack's three seconds.
  await preview(stage.ana, '/ssm run tag:App=myapp --env dev -- uptime', 'ops');
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

test('a form, as people see it: the words alone, instances by type-ahead, a mistake at its field, the card', async () => {
  const view = await openPage(browser, stage.slack.url, { width: 1280, height: 900 });
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.types('/ssm run');
  const modal = view.page.getByTestId('modal');
  await modal.getByText('Instances, tags').waitFor();
  await view.shoots('20-form-empty');

  const targets = modal.getByRole('combobox', { name: 'Targets' });
  await targets.click();
  await targets.fill('prod-0');
  await modal.getByRole('option', { name: /myapp-prod-03/ }).waitFor();
  await view.shoots('21-form-typeahead');
  await modal.getByRole('option', { name: /myapp-prod-03/ }).click();
  await targets.fill('App=my');
  await modal.getByRole('option', { name: /App=myapp · 50 instances/ }).waitFor();
  await view.shoots('22-form-tag');
  await targets.fill('prod-07');
  await modal.getByRole('option', { name: /myapp-prod-07/ }).click();
  await modal.getByLabel('Script').fill('sudo systemctl restart myapp');
  await modal.getByLabel('At a time').fill('many');
  await modal.getByRole('button', { name: 'Show the plan' }).click();
  await modal.getByText('write a number (10) or a percentage (20%)').scrollIntoViewIfNeeded();
  await view.shoots('23-form-error');
  await modal.getByLabel('At a time').fill('1');
  await modal.getByRole('button', { name: 'Show the plan' }).click();
  const card = view.message('2 instances match');
  await card.getByRole('button', { name: 'Change' }).waitFor();
  await view.shoots('24-form-card');
  expect(await modal.isVisible()).toBe(false);
}, 120_000);

test('a document asks for its parameters, and a refused line offers the form', async () => {
  const view = await openPage(browser, stage.slack.url, { width: 1280, height: 1200 });
  await view.becomes('U0BO');
  await view.opens('incident-42');
  await view.types('/ssm run tag:App=myapp --concurency 5 --errors lots -- uptime');
  const refusal = view.message('Did you mean');
  await refusal.getByRole('button', { name: 'Fill in a form' }).waitFor();
  await view.shoots('25-refused-line');
  await refusal.getByRole('button', { name: 'Fill in a form' }).click();
  const modal = view.page.getByTestId('modal');
  await modal.getByText('write a number').waitFor();
  await view.shoots('26-form-from-line');
  const document = modal.getByRole('combobox', { name: 'Document' });
  await document.click();
  await document.fill('Restart');
  await modal.getByRole('option', { name: /Acme-RestartService/ }).click();
  await modal.getByText('The systemd unit.').waitFor();
  await modal.getByText('The names that the load balancer takes out').scrollIntoViewIfNeeded();
  await view.shoots('27-form-parameters');
}, 90_000);

test('on a phone, in a thread: a mention offers what there is, and the form fits', async () => {
  const { slack, ana } = stage;
  await ana.types('The disks fill up again', 'incident-42');
  const root = await ana.sees('incident-42', /The disks fill up/);
  await ana.replies(root, 'Who looks?');
  const view = await openPage(browser, slack.url, { width: 390, height: 844 }, 'dark');
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.message('The disks fill up').getByTestId('replies').click();
  // What is for one person alone is gone when Slack is loaded anew: so it is asked for now.
  await ana.replies(root, '@ssm');
  const offer = await ana.seesInThread('incident-42', root.ts, /What shall I do/, { within: 15_000 });
  await view.page.getByTestId('thread').getByText('What shall I do').waitFor();
  await view.shoots('28-phone-mention');
  await ana.clicks(offer, offer.buttons[0] ?? '');
  const modal = view.page.getByTestId('modal');
  await modal.getByText('Instances, tags').waitFor();
  await view.shoots('29-phone-form');
  await modal.getByRole('button', { name: 'Cancel' }).click();
  await modal.waitFor({ state: 'hidden' });
}, 90_000);

test('help is one line for each command; the shortcut asks what to do with what a message names', async () => {
  const { slack, aws, ana } = stage;
  await ana.types(`Alarm: disk full on ${await aws.idOf('myapp-prod-03')}`, 'ops');
  const alarm = await ana.sees('ops', /disk full/);
  const view = await openPage(browser, slack.url, { width: 1280, height: 900 });
  await view.becomes('U0ANA');
  await view.opens('ops');
  await view.types('/ssm help');
  await view.message('Operates AWS Systems Manager').waitFor();
  await view.shoots('30-help');
  await ana.usesShortcut('SSM: act on this', alarm);
  const modal = view.page.getByTestId('modal');
  await modal.getByText('In this message').waitFor();
  await view.shoots('31-shortcut');
  await modal.getByLabel('What to do').selectOption({ label: 'Run a script on instances' });
  await modal.getByRole('button', { name: 'Next' }).click();
  await modal.getByText('Instances, tags').waitFor();
  await view.shoots('32-shortcut-form');
}, 60_000);
