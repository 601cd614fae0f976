import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve, ask, finalOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage } from './page.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const twoGroups = `
permit(principal, action, resource);
@approval("1 of sre-leads and 1 of security")
forbid(principal, action in Action::"operation", resource);`;

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage({ speed: 60, policies: twoGroups });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

test('an approver reads what changed since the last run, approves, takes it back, is called again, and the asker is told', async () => {
  const { slack, ana, bo, cleo, sam, clock } = stage;
  const first = await ask(ana, `${prod} -- sudo /opt/myapp/use-release 41`);
  await approve(cleo, first);
  await bo.seesInThread(first.root.channel, first.root.ts, /Still needs/);
  await approve(sam, first);
  await finalOf(ana, first);
  const asked = await ask(
    ana,
    `${prod} --reason "release 42 mends the login" -- sudo /opt/myapp/use-release 42; sudo systemctl restart nginx`,
  );

  const view = await openPage(browser, slack.url, { width: 1280, height: 900 });
  await view.becomes('U0BO');
  await view.opens('incident-42');
  await view.message(`request ${asked.id}`).getByTestId('replies').click();
  const thread = view.page.getByTestId('thread');
  await thread.getByText('Last on the same targets').waitFor();
  await view.shoots('40-approval-compared');
  await thread.getByRole('button', { name: 'Read the plan' }).last().click();
  const modal = view.page.getByTestId('modal');
  await modal.getByText(`Changed since request ${first.id}`).waitFor();
  await view.shoots('41-plan-changed');
  await modal.getByRole('button', { name: 'Approve' }).click();
  await modal.getByText('Your rights are checked now').waitFor();
  await modal.getByRole('button', { name: 'Close' }).last().click();
  await thread.getByText('Still needs 1 of security').waitFor();
  await view.shoots('42-half-approved');
  await thread.getByRole('button', { name: 'Read the plan' }).last().click();
  await modal.getByText('You approved at').waitFor();
  await view.shoots('43-take-it-back');
  expect(await modal.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await modal.getByRole('button', { name: 'Close' }).last().click();

  clock.step(15 * 60_000 + 1_000);
  await thread.getByText(/still needs 1 of security, until/).waitFor();
  await view.shoots('44-reminder');
  await sam.clicks(await sam.seesInThread(asked.root.channel, asked.root.ts, /still needs/), 'Reject');
  const why = await sam.seesModal(/Reject this request/);
  await sam.fills(why, { Reason: 'not during the sale' });
  await sam.submits(why);
  await thread.getByText('Rejected by').first().waitFor();
  await view.shoots('45-settled');
  await view.becomes('U0ANA');
  await view.opens('ssm');
  await view.message('not during the sale').waitFor();
  await view.shoots('46-told');
}, 180_000);

test('on a phone an approver sees the decision without scrolling, and who may not decide reads who may', async () => {
  const { slack, ana } = stage;
  const asked = await ask(ana, `${prod} --reason "the disk of all of them is full" -- sudo journalctl --vacuum-size=1G`);
  const view = await openPage(browser, slack.url, { width: 390, height: 844 }, 'dark');
  const thread = view.page.getByTestId('thread');
  const modal = view.page.getByTestId('modal');
  for (const [who, shot] of [
    ['U0BO', '47-phone-approval'],
    ['U0WES', '48-phone-others'],
  ] as const) {
    await view.becomes(who);
    await view.opens('incident-42');
    await view.message(`request ${asked.id}`).getByTestId('replies').click();
    const button = thread.getByRole('button', { name: 'Read the plan' }).last();
    await button.waitFor();
    expect(await button.isVisible()).toBe(true);
    await view.shoots(shot);
    await button.click();
    await modal.getByText('Only these are touched').waitFor();
    await view.shoots(`${shot}-plan`);
    expect(await modal.getByRole('button', { name: 'Approve' }).count()).toBe(who === 'U0BO' ? 1 : 0);
    if (who === 'U0WES') expect(await modal.getByText('Those may who were in the groups').isVisible()).toBe(true);
    await modal
      .getByRole('button', { name: who === 'U0BO' ? 'Not now' : 'Close' })
      .last()
      .click();
  }
}, 120_000);
