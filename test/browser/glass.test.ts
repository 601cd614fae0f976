import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage } from './page.ts';

const line =
  '/ssm run tag:App=myapp tag:Env=prod --break-glass "p95 over 4 s, nobody of the leads answers" -- sudo systemctl restart myapp';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage({ speed: 20 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

test('the glass is broken: asked once more, marked, alarmed, reviewed by somebody else', async () => {
  const { slack, clock } = stage;
  const view = await openPage(browser, slack.url, { width: 1280, height: 900 });
  const modal = view.page.getByTestId('modal');
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.types(line);
  const card = view.message('Runs at once, without');
  const button = card.getByRole('button', { name: 'Break the glass and run on 48 instances' });
  await button.waitFor();
  await view.shoots('50-glass-card');
  await button.click();
  await view.page.getByTestId('confirm').getByText('without 1 of sre-leads').waitFor();
  await view.shoots('51-glass-confirm');
  await view.page.getByTestId('confirm').getByRole('button', { name: 'Break the glass' }).click();
  await view.message('asked by').getByText('Broken glass').waitFor();
  await view.shoots('52-glass-root');
  await view.message(/\d+ of 48 succeeded in/).waitFor({ timeout: 80_000 });

  await view.becomes('U0SAM');
  await view.opens('security');
  const alarm = view.message('broke the glass');
  await alarm.getByText('of 48 succeeded').waitFor({ timeout: 30_000 });
  await view.shoots('53-alarm');
  clock.step(24 * 3_600_000 + 1_000);
  await view.message('Nobody closed the review').waitFor();
  await view.shoots('54-review-open');
  await alarm.getByRole('button', { name: 'Close the review' }).click();
  await modal.getByLabel('What you found').fill('Right call: both leads were on a plane.');
  await view.shoots('55-review');
  await modal.getByRole('button', { name: 'Close the review' }).click();
  await modal.getByText('The review is closed').waitFor();
  await modal.getByRole('button', { name: 'Close' }).last().click();
  await alarm.getByText('both leads were on a plane').waitFor();
  await view.shoots('56-reviewed');
  expect(await alarm.getByRole('button', { name: 'Close the review' }).count()).toBe(0);
}, 180_000);

test('on a phone, who could have agreed reads in ten seconds what was done without them', async () => {
  const view = await openPage(browser, stage.slack.url, { width: 390, height: 844 }, 'dark');
  await view.becomes('U0BO');
  await view.opens('ssm');
  const alarm = view.message('broke the glass');
  await alarm.getByText('nobody of the leads answers').waitFor();
  await view.shoots('57-phone-alarm');
  await alarm.getByRole('button', { name: 'Read the plan' }).click();
  await view.page.getByTestId('modal').getByText('Only these are touched').waitFor();
  await view.shoots('58-phone-glass-plan');
}, 60_000);
