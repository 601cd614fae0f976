import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../support/stage.ts';
import { launch, openPage } from './page.ts';

const line =
  '/ssm run tag:App=myapp --env staging --canary 1 --rollback "sudo /opt/myapp/use-release 41" -- sudo /opt/myapp/use-release 42';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = await setStage({ speed: 10 });
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.strike();
});

test('a canary fails, the rest is not sent, and the approved rollback puts it right', async () => {
  const { slack, aws } = stage;
  await aws.outcome({ script: /use-release 42/, exitCode: 1, stderr: 'release 42: checksum mismatch' });
  const view = await openPage(browser, slack.url, { width: 1280, height: 900 });
  await view.becomes('U0ANA');
  await view.opens('incident-42');
  await view.types(line);
  const card = view.message('the first is a canary');
  await card.getByRole('button', { name: 'Run on 5 instances' }).waitFor();
  await view.shoots('30-canary-card');
  await card.getByRole('button', { name: 'Run on 5 instances' }).click();
  const root = view.message('asked by');
  await root.getByRole('button', { name: 'Roll back 1 instance' }).waitFor({ timeout: 60_000 });
  await view.message('A rollback is part of the plan').waitFor();
  await view.shoots('31-canary-failed');
  await root.getByRole('button', { name: 'Roll back 1 instance' }).click();
  await view.page.getByTestId('confirm').getByRole('button', { name: 'Roll back' }).click();
  await root.getByText('Rolled back by').waitFor({ timeout: 60_000 });
  await view.shoots('32-rolled-back');
  await root.getByRole('button', { name: 'Output' }).click();
  await view.message('Only visible to you').getByText('checksum mismatch').first().waitFor();
  await view.shoots('33-output');
  const sent = await aws.sent();
  expect(sent.map((command) => command.parameters.commands)).toEqual([
    ['sudo /opt/myapp/use-release 42'],
    ['sudo /opt/myapp/use-release 41'],
  ]);
  expect(sent[1]?.instanceIds).toEqual(sent[0]?.instanceIds);
}, 180_000);
