import { afterAll, beforeAll, expect, test } from 'vitest';
import { authenticator } from '../../src/auth/step-up.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { ask, finalOf, recordOf } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import { type Stage, setStage, testKey } from '../support/stage.ts';

const policies = `
permit(principal, action, resource);
@approval("1 of sre-leads") @step_up
forbid(principal, action in Action::"operation", resource);`;
const line = '/ssm run tag:App=batch --env prod -- uptime';
const code = (person: string, at: number) =>
  authenticator(person, createKeyring(testKey).stepUpSecret(person, 1)).generate({ timestamp: at });

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60, policies, roles: [] });
  await configure(stage, { stepUp: { U0BO: 1 } });
  await stage.startBot();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterAll(() => stage.strike());

test('where a policy asks for it an approval counts only with a code of the approver, and each code once', async () => {
  const { ana, bo, cleo, clock } = stage;
  const asked = await ask(ana, line);
  const card = await bo.seesInThread('incident-42', asked.root.ts, /asks/);

  await cleo.clicks(card, 'Read the plan');
  const without = await cleo.seesModal(/Only these are touched/);
  await cleo.fills(without, { 'Code of your authenticator app': '123456' });
  expect(Object.values((await cleo.submits(without)).errors).join()).toContain('no authenticator app');
  await cleo.closes(without, { all: true });

  await bo.clicks(card, 'Read the plan');
  const plan = await bo.seesModal(/Only these are touched/);
  const right = code('U0BO', clock.now());
  await bo.fills(plan, { 'Code of your authenticator app': right === '000000' ? '000001' : '000000' });
  expect(Object.values((await bo.submits(plan)).errors).join()).toContain('not the code');
  expect((await recordOf(stage, asked.id)).approvals).toEqual([]);
  await bo.fills(plan, { 'Code of your authenticator app': right });
  await bo.submits(plan);
  await bo.closes(await bo.seesModal(/recorded/i), { all: true });
  expect((await finalOf(ana, asked)).visible).toContain('2 of 2 succeeded');
  expect(await recordOf(stage, asked.id)).toMatchObject({ approvals: [{ by: { id: 'U0BO' }, steppedUp: true }] });

  const again = await ask(ana, line);
  const other = await bo.seesInThread('incident-42', again.root.ts, /asks/);
  await bo.clicks(other, 'Read the plan');
  const second = await bo.seesModal(/Only these are touched/);
  await bo.fills(second, { 'Code of your authenticator app': right });
  expect(Object.values((await bo.submits(second)).errors).join()).toContain('used already');
});
