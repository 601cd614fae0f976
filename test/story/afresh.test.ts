import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { approve, ask, finalOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prodRole = 'arn:aws:iam::111122223333:role/ssm-chatops-operate';
const stagingRole = 'arn:aws:iam::444455556666:role/ssm-chatops-operate';

let stage: Stage;
let config: string;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  config = await readFile(stage.settings.SSM_CHATOPS_CONFIG, 'utf8');
});
afterEach(async () => {
  await stage.refill();
  await stage.aws.clearsOutcomes();
});
afterAll(() => stage.strike());

/** The bot again, with a configuration in which this role is another. */
async function restartWith(role?: string, other = ''): Promise<void> {
  await writeFile(stage.settings.SSM_CHATOPS_CONFIG, role === undefined ? config : config.replaceAll(role, other));
  await stage.restart();
}

test('a role that the configuration changed after the plan was made is not what was approved: it asks again', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, '/ssm run tag:App=batch --env prod -- uptime');
  await restartWith(prodRole, 'arn:aws:iam::111122223333:role/ssm-chatops-observe');
  await approve(bo, asked);
  const card = await ana.seesInThread(asked.root.channel, asked.root.ts, /Asks again[\s\S]*the account, region or role of prod/, {
    within: 15_000,
  });
  expect(card.visible).not.toContain('Approved by');
  expect((await aws.sent()).filter(({ comment }) => comment.includes(asked.id))).toHaveLength(0);
  await restartWith();
});

test('what an approver writes with the approval stands in the thread', async () => {
  const { ana, bo } = stage;
  const asked = await ask(ana, '/ssm run tag:App=batch --env prod -- uptime');
  await approve(bo, asked, 'fine by me');
  await finalOf(ana, asked);
  await ana.seesInThread(asked.root.channel, asked.root.ts, /Approved by[\s\S]*“fine by me”/, { within: 15_000 });
});

test('a role that may not be used to stop is named in the thread, and it is stopped when that is mended', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 5_000 });
  const asked = await ask(ana, '/ssm run tag:App=myapp --env staging --timeout 5h -- slow');
  await until('it to be sent', async () => (await aws.sent()).some(({ comment }) => comment.includes(asked.id)));
  await restartWith(stagingRole, 'arn:aws:iam::444455556666:role/not-there');
  await ana.clicks(asked.root, 'Cancel command');
  await ana.seesChange(asked.root, /not-there of staging can't be assumed[\s\S]*tried again/, { within: 15_000 });
  await restartWith();
  expect((await finalOf(ana, asked)).visible).toContain('Cancelled by');
});
