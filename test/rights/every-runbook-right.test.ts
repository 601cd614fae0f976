import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, ask, recordOf, until } from '../support/asking.ts';
import { agree, ended } from '../support/parameters.ts';
import type { Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

/** Both accounts: what the roles of one are needed for says nothing of the other's. */
const places = [
  { env: 'prod', instance: 'myapp-prod-05' },
  { env: 'staging', instance: 'myapp-staging-01' },
] as const;
const patient = { within: 20_000 };
const channel = 'incident-42';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

async function started(env: string, line: string) {
  const asked = await ask(stage.ana, `${line} --env ${env}`);
  if (env === 'prod') await agree(stage.bo, asked);
  const execution = await until('the execution', async () => {
    const { waves } = (await recordOf(stage, asked.id)) as { waves: { execution?: { id: string } }[] };
    return waves[0]?.execution?.id;
  });
  return { asked, execution };
}

/** Confirms what the last click or line asked for. */
async function confirmed(person: Person, words: RegExp): Promise<void> {
  const card = await person.sees(channel, words, patient);
  await person.clicks(card, card.buttons[0] ?? '');
}

test.each(places)(
  'on $env a runbook waits, is approved by somebody else, and is looked at',
  async ({ env, instance }) => {
    const { ana, bo, aws } = stage;
    const id = await aws.idOf(instance);
    const { asked, execution } = await started(
      env,
      `/ssm runbook start Acme-RestartWithApproval --param InstanceId=${id} --param Reason=hangs`,
    );
    const waits = await ana.seesInThread(asked.root.channel, asked.root.ts, /waits for approval/, patient);
    await bo.clicks(waits, 'Approve step');
    await confirmed(bo, new RegExp(`Approve the step[\\s\\S]* · ${env}`));
    expect((await ended(ana, asked)).visible).toMatch(/1 of 1 succeeded/);
    expect(await answerTo(ana, `/ssm runbook status ${execution} --env ${env}`)).toContain('Success');
    expect(await answerTo(ana, `/ssm runbook search restart --env ${env}`)).toContain('AWS-RestartEC2Instance');
    expect(await answerTo(ana, `/ssm runbook list --env ${env}`)).toContain('Acme-RestartWithApproval');
  },
  90_000,
);

test.each(places)(
  'on $env a runbook is stopped',
  async ({ env, instance }) => {
    const { ana, aws } = stage;
    const id = await aws.idOf(instance);
    const { asked, execution } = await started(
      env,
      `/ssm runbook start Acme-RestartWithApproval --param InstanceId=${id} --param Reason=again`,
    );
    await ana.seesInThread(asked.root.channel, asked.root.ts, /waits for approval/, patient);
    expect(await answerTo(ana, `/ssm runbook resume ${execution} --env ${env}`)).toContain('waits for');
    const stop = await ask(ana, `/ssm runbook stop ${execution} --env ${env}`);
    expect(stop.id).not.toBe('');
    expect((await ended(ana, stop)).visible).toMatch(/1 of 1 succeeded/);
    await ana.seesInThread(asked.root.channel, asked.root.ts, /request/, patient);
  },
  90_000,
);
