import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/asking.ts';
import { observesDocuments } from '../support/documents.ts';
import { agree, ended } from '../support/parameters.ts';
import { type Stage, setStage } from '../support/stage.ts';

/** Both accounts: what the roles of one are needed for says nothing of the other's. */
const places = [
  { env: 'prod', account: '111122223333' },
  { env: 'staging', account: '444455556666' },
] as const;
const nap = (minutes: number) =>
  JSON.stringify({ schemaVersion: '0.3', mainSteps: [{ name: 'nap', action: 'aws:sleep', inputs: { Duration: `PT${minutes}M` } }] });

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

test.each(places)(
  'on $env a runbook is made, gets another version, is set back to the first, and is deleted',
  async ({ env, account }) => {
    const kept = await observesDocuments(account);
    const ran = async (words: string, rest = '') => {
      const asked = await ask(stage.ana, `/ssm runbook ${words} --env ${env}${rest}`);
      if (env === 'prod') await agree(stage.bo, asked);
      expect((await ended(stage.ana, asked)).visible).toContain('1 of 1 succeeded');
    };
    // An answer that is lost: what is there is looked at, under the same session, before anything is made again.
    await stage.aws.fault('CreateDocument', 'drop-connection-after', { times: 1 });
    const made = ran('create Acme-Rights', ` -- ${nap(1)}`);
    await stage.aws.struck('CreateDocument');
    stage.clock.step(80_000);
    await made;
    await stage.aws.clearsFaults();
    await ran('update Acme-Rights --default', ` -- ${nap(2)}`);
    await ran('default Acme-Rights 1');
    expect(await kept('Acme-Rights')).toMatchObject({ DefaultVersion: '1', LatestVersion: '2', Content: nap(2) });
    await ran('delete Acme-Rights');
    expect(await kept('Acme-Rights')).toBeUndefined();
  },
  60_000,
);
