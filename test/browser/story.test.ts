import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage } from './page.ts';

const line = '/ssm run tag:App=myapp tag:Env=prod --reason "p95 over 4 s since the 14:02 deploy" -- sudo systemctl restart myapp';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage({ speed: 4 });
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

test('the first story, as people see it: ask, read the plan, approve, follow, the end', async () => {
  const { slack, aws } = stage;
  await aws.outcome({
    script: /restart/,
    instance: await aws.idOf('myapp-prod-11'),
    exitCode: 3,
    stderr: 'Failed to restart myapp.service: Unit myapp.service not found.',
  });
  const view = await openPage(browser, slack.url, { width: 1280, height: 900 });
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.types(line);
  const card = view.message('50 instances match: 48 will get it, 2 will not');
  await card.getByRole('button', { name: 'Ask for approval' }).waitFor();
  await view.shoots('1-card');
  await card.getByRole('button', { name: 'Targets (50)' }).click();
  await view.page.getByTestId('modal').getByText('Not sent to 2 instances').waitFor();
  await view.shoots('2-targets');
  await view.page.getByTestId('modal').getByRole('button', { name: 'Close' }).last().click();
  await card.getByRole('button', { name: 'Ask for approval' }).click();
  const root = view.message('asked by');
  await root.getByText('Waits for 1 of sre-leads').waitFor();
  await view.shoots('3-waits');

  await view.becomes('U0BO');
  await view.opens('incident-42');
  await view.message('asked by').getByTestId('replies').click();
  const thread = view.page.getByTestId('thread');
  await thread.getByText('Needs 1 of sre-leads').waitFor();
  await view.shoots('4-approval');
  await thread.getByRole('button', { name: 'Read the plan' }).last().click();
  const modal = view.page.getByTestId('modal');
  await modal.getByText('Wave 2: 8 instances').waitFor();
  await view.shoots('5-plan');
  await modal.getByRole('button', { name: 'Approve' }).click();
  await modal.getByText('Your rights are checked now').waitFor();
  await modal.getByRole('button', { name: 'Close' }).last().click();
  await thread.getByText('Approved by').first().waitFor();

  await view
    .message('asked by')
    .getByText(/[1-9]\d* of 48 done/)
    .waitFor({ timeout: 60_000 });
  await view.shoots('6-running');
  await view.message(/\d+ of 48 succeeded in/).waitFor({ timeout: 80_000 });
  await view.message('asked by').getByText('47 of 48 succeeded').waitFor();
  await view.shoots('7-final');
  expect(await view.message('asked by').getByRole('button').allTextContents()).not.toContain('Cancel command');
}, 180_000);

test('the approver on a phone, in the dark, sees the decision without scrolling', async () => {
  const { slack, ana } = stage;
  await ana.types(line, 'incident-42');
  const card = await ana.sees('incident-42', /Needs 1 of sre-leads \(not you\)/, { within: 15_000 });
  await ana.clicks(card, 'Ask for approval');
  await ana.sees('incident-42', /Waits for 1 of sre-leads/, { within: 15_000 });
  const view = await openPage(browser, slack.url, { width: 390, height: 844 }, 'dark');
  await view.becomes('U0BO');
  await view.opens('incident-42');
  await view.message('Waits for 1 of sre-leads').getByTestId('replies').click();
  const button = view.page.getByTestId('thread').getByRole('button', { name: 'Read the plan' }).last();
  await button.waitFor();
  await view.shoots('8-phone-approval');
  await button.click();
  const modal = view.page.getByTestId('modal');
  await modal.getByText('Wave 1: 40 instances').waitFor();
  await view.shoots('9-phone-plan');
  expect(await modal.getByRole('button', { name: 'Approve' }).isVisible()).toBe(true);
}, 90_000);

test('who may not is told why and what else there is', async () => {
  const view = await openPage(browser, stage.slack.url, { width: 1280, height: 900 });
  await view.becomes('U0WES');
  await view.opens('ops');
  await view.types('/ssm run tag:App=myapp --env prod -- uptime');
  await view.message('You may not').waitFor();
  await view.opens('web-team');
  await view.types('/ssm help');
  await view.message('Operates AWS Systems Manager').waitFor();
  await view.types('/ssm env');
  await view.message('default here').waitFor();
  await view.shoots('10-refusal-help-env');
}, 60_000);
