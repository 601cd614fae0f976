import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { stableHex } from '../../sandbox/aws/seed/stable.ts';
import { type Asked, answerTo, ask, until } from '../support/asking.ts';
import { agree, ended, giveValue } from '../support/parameters.ts';
import { type Stage, setStage } from '../support/stage.ts';

/** Both accounts: what the roles of one are needed for says nothing of the other's. */
const places = [
  { env: 'prod', account: '111122223333' },
  { env: 'staging', account: '444455556666' },
] as const;
type Where = (typeof places)[number];
const image = `ami-${stableHex('Linux/eu-central-1', 17)}`;
const patient = { within: 20_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

async function agreed({ env }: Where, line: string): Promise<Asked> {
  const asked = await ask(stage.ana, `/ssm param ${line} --env ${env}`);
  if (env === 'prod') await agree(stage.bo, asked);
  return asked;
}
const ran = async (where: Where, line: string) => (await ended(stage.ana, await agreed(where, line))).visible;

test.each(places)(
  'on $env a parameter is set, set back, labelled, tagged, looked at, exported and deleted',
  async (where) => {
    const name = `/rights/${where.env}/level`;
    expect(await ran(where, `put ${name} --type String --value info`)).toContain('1 of 1 succeeded');
    await ran(where, `put ${name} --type String --value debug`);
    await ran(where, `rollback ${name} 1`);
    await ran(where, `label ${name} 2 known`);
    await ran(where, `unlabel ${name} known`);
    await ran(where, `tag ${name} Team=sre`);
    await ran(where, `untag ${name} Team`);
    const { ana } = stage;
    expect(await answerTo(ana, `/ssm param get ${name} --env ${where.env}`)).toContain('info');
    expect(await answerTo(ana, `/ssm param history ${name} --env ${where.env}`)).toContain('debug');
    expect(await answerTo(ana, `/ssm param export /rights/${where.env} --env ${where.env}`)).toContain('direct messages');
    await ran(where, `delete ${name}`);
    expect(await stage.aws.keptParameter(name, { account: where.account })).toBeUndefined();
  },
  120_000,
);

test.each(places)(
  'on $env secrets are set under a key of their own, in both tiers, and shown',
  async (where) => {
    const { ana, aws } = stage;
    for (const tier of ['Standard', 'Advanced']) {
      const name = `/rights/${where.env}/pin-${tier.toLowerCase()}`;
      const asked = await agreed(where, `put ${name} --type SecureString --tier ${tier} --key alias/myapp`);
      const ready = await ana.seesChange(asked.root, /Waits for .* to click/, patient);
      await giveValue(ana, ready, { [name]: `planted-${tier}-0417` });
      await ended(ana, asked);
      expect((await aws.keptParameter(name, { account: where.account }))?.versions.at(-1)).toMatchObject({ value: `planted-${tier}-0417` });
    }
    const asked = await agreed(where, `reveal /rights/${where.env}/pin-standard`);
    await ana.clicks(await ana.seesChange(asked.root, /Waits for .* to click/, patient), 'Reveal once');
    const window = await ana.seesModal(/Only you see this/, patient);
    expect(window.visible).toContain('planted-Standard-0417');
    await ana.closes(window);
  },
  120_000,
);

test.each(places)(
  'on $env the image that a parameter names is looked at',
  async (where) => {
    const name = `/rights/${where.env}/image`;
    expect(await ran(where, `put ${name} --type String --data-type aws:ec2:image --value ${image}`)).toContain('1 of 1 succeeded');
    // AWS looks at the image before it stores the value, and does not say so in its answer.
    const { account } = where;
    await until('the value', async () => (await stage.aws.keptParameter(name, { account }))?.versions.at(-1)?.value === image);
  },
  60_000,
);
