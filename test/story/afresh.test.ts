import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { approve, ask, finalOf, recordOf, until } from '../support/asking.ts';
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
  await ana.clicks(await ana.seesChange(asked.root, /started/, { within: 15_000 }), 'Cancel command');
  await ana.seesChange(asked.root, /not-there of staging can't be assumed[\s\S]*tried again/, { within: 15_000 });
  await restartWith();
  expect((await finalOf(ana, asked)).visible).toContain('Cancelled by');
});

const batch = '/ssm run tag:App=batch --env prod -- uptime';
const sentFor = async (id: string) => (await stage.aws.sent()).filter(({ comment }) => comment.includes(id));

test('whoever lost the right after it was asked runs nothing, though others agreed', async () => {
  const { ana, bo, slack } = stage;
  const asked = await ask(ana, batch);
  await slack.setGroup('sre', ['U0BO']);
  await slack.setGroup('on-call', []);
  await approve(bo, asked);
  await until('it to be denied', async () => (await recordOf(stage, asked.id)).state === 'denied');
  expect((await finalOf(ana, asked)).visible).toMatch(/may not/);
  expect(await sentFor(asked.id)).toEqual([]);
  await slack.setGroup('sre', ['U0ANA', 'U0BO']);
  await slack.setGroup('on-call', ['U0ANA']);
});

test('while Slack does not say who is who nothing is granted, and what was clicked counts when it does', async () => {
  const { ana, bo, slack } = stage;
  const asked = await ask(ana, batch);
  await slack.fault({ method: 'usergroups.list', kind: 'error', error: 'fatal_error', times: 10_000 });
  await approve(bo, asked);
  await until('the click to wait', async () => {
    const { state, delay, approvals } = await recordOf(stage, asked.id);
    return state === 'awaiting' && delay !== undefined && (approvals as unknown[]).length === 0;
  });
  expect(await sentFor(asked.id)).toEqual([]);
  await slack.clearFaults();
  expect((await finalOf(ana, asked)).visible).toContain('2 of 2 succeeded');
});

test('whose account was deactivated after they asked runs nothing', async () => {
  const { ana, bo, slack } = stage;
  const asked = await ask(ana, batch);
  await slack.deactivate('U0ANA');
  await approve(bo, asked);
  await until('it to be denied', async () => (await recordOf(stage, asked.id)).state === 'denied');
  expect((await recordOf(stage, asked.id)).note).toMatch(/deactivated/);
  expect(await sentFor(asked.id)).toEqual([]);
});
