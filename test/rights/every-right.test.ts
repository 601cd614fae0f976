import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { approve, ask, finalOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

/** Both accounts: what the roles of one are needed for says nothing of the other's. */
const places = [
  { env: 'prod', account: '111122223333', region: 'eu-central-1', group: 'batch-prod', alarm: 'myapp-prod-5xx' },
  { env: 'staging', account: '444455556666', region: 'eu-central-1', group: 'myapp-staging', alarm: 'every-right-5xx' },
] as const;
const patient = { within: 20_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.aws.clearsOutcomes();
  await stage.refill();
});
afterAll(() => stage.strike());

/** Runs the line to its end, with whatever approval it needs. */
async function ran(line: string, env: string): Promise<string> {
  const asked = await ask(stage.ana, line);
  if (env === 'prod') await approve(stage.bo, asked);
  await finalOf(stage.ana, asked);
  return asked.id;
}

test.each(places)(
  'on $env a group and a hybrid node are found, a command watches an alarm, and its output is read',
  async (place) => {
    const { ana, aws } = stage;
    const { env, account, region } = place;
    await aws.alarm(place.alarm, 'OK', { account, region });
    const hybrid = await aws.adds({ account, region, tags: { Env: env, Name: `onprem-${env}` }, id: `mi-${'0'.repeat(16)}${env.length}` });
    const id = await ran(`/ssm run group:${place.group} ${hybrid} --env ${env} --alarm ${place.alarm} -- uptime`, env);
    await ana.types(`/ssm output ${id}`, 'incident-42');
    await ana.sees('incident-42', new RegExp(`Output of request ${id}`), patient);
    const [sent] = (await aws.sent()).filter(({ comment }) => comment.includes(id));
    expect(sent?.instanceIds).toContain(hybrid);
  },
  60_000,
);

test.each(places)('on $env a command is stopped', async ({ env, group }) => {
  const { ana, bo, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 5_000 });
  const asked = await ask(ana, `/ssm run group:${group} --env ${env} --timeout 5h -- slow`);
  if (env === 'prod') await approve(bo, asked);
  await ana.clicks(await ana.seesChange(asked.root, /0 of \d+ done/, patient), 'Cancel command');
  expect((await finalOf(ana, asked)).visible).toContain('Cancelled by');
});

test.each(places)('on $env documents are offered in the form', async ({ env }) => {
  const { ana } = stage;
  await ana.types('/ssm run', 'incident-42');
  const modal = await ana.seesModal(/Environment/, patient);
  if (env === 'staging') await ana.fills(modal, { Environment: 'staging · Staging' });
  // Each environment has its own defaults: they show which one the form is about by now.
  const shown = await until('the form of the environment', async () => {
    const now = await ana.seesModal(/Environment/);
    return JSON.stringify(now.blocks).includes(env === 'staging' ? '50% (default)' : '20% (default)') ? now : undefined;
  });
  await until('the documents', async () =>
    (await ana.options(shown, 'Document', 'RunShell')).some((text) => text.includes('AWS-RunShellScript')),
  );
  await ana.closes(modal);
});

test.each([
  { env: 'staging', from: 'a log group' },
  { env: 'dev', from: 'S3' },
])('on $env whole output is read from $from, where the environment keeps it', async ({ env }) => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /long/, stdout: 'a line of output\n'.repeat(2_000) });
  const id = await ran(`/ssm run tag:App=myapp --env ${env} -- long`, env);
  await ana.types(`/ssm output ${id} myapp-${env}-01`, 'incident-42');
  const one = await ana.sees('incident-42', new RegExp(`^myapp-${env}-01 · Success.*request ${id}`), patient);
  expect(one.visible).toMatch(/of 34\.0 KB|of 34 KB|whole/);
  expect(one.visible).not.toContain('The whole is not shown');
});
