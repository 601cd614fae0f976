import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, ask, idIn, recordOf, rootOf, until } from '../support/asking.ts';
import { observesDocuments } from '../support/documents.ts';
import { agree, ended } from '../support/parameters.ts';
import { allOf, placesOf } from '../support/planted.ts';
import { type Stage, setStage } from '../support/stage.ts';

const channel = 'incident-42';
const patient = { within: 15_000 };
const nap = (minutes: number) => `schemaVersion: '0.3'
description: Waits.
# a comment that stays
mainSteps:
  - name: nap
    action: aws:sleep
    inputs:
      Duration: PT${minutes}M`;

let stage: Stage;
let kept: Awaited<ReturnType<typeof observesDocuments>>;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  kept = await observesDocuments();
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

/** Asked by Ana on prod, read and agreed to by Bo; gives what the plan said. */
async function done(line: string): Promise<string> {
  const asked = await ask(stage.ana, line);
  const plan = await agree(stage.bo, asked);
  expect((await ended(stage.ana, asked)).visible).toContain('1 of 1 succeeded');
  return plan;
}

test('a runbook is made, gets a second version, is set to it, and is deleted: each as its plan says', async () => {
  const name = 'Acme-Nap';
  const made = await done(`/ssm runbook create ${name} --env prod -- ${nap(1)}`);
  expect(made).toContain('a comment that stays');
  expect(await kept(name)).toMatchObject({ Content: nap(1), DocumentFormat: 'YAML', DefaultVersion: '1', DocumentType: 'Automation' });
  expect((await kept(name))?.Tags).toContainEqual({ Key: 'ssm-chatops-person', Value: 'U0ANA' });

  const updated = await done(`/ssm runbook update ${name} --env prod -- ${nap(2)}`);
  expect(updated).toMatch(/-\s+Duration: PT1M\s+\+\s+Duration: PT2M/);
  expect(await kept(name)).toMatchObject({ Content: nap(2), LatestVersion: '2', DefaultVersion: '1' });

  expect(await done(`/ssm runbook default ${name} 2 --env prod`)).toMatch(/Default then\s+version 2/);
  expect((await kept(name))?.DefaultVersion).toBe('2');

  expect(await done(`/ssm runbook update ${name} --default --env prod -- ${nap(3)}`)).toContain('and its default');
  expect(await kept(name)).toMatchObject({ LatestVersion: '3', DefaultVersion: '3' });

  const gone = await done(`/ssm runbook delete ${name} --env prod`);
  expect(gone).toContain('gone for all who use it');
  expect(await kept(name)).toBeUndefined();
}, 60_000);

test('a file with a mistake is sent back with its line; the mended one is taken', async () => {
  const { ana, bo } = stage;
  await ana.types('/ssm runbook create', channel);
  const form = await ana.seesModal(/Environment/, patient);
  await ana.fills(form, { Runbook: 'Acme-FromFile' });
  await ana.gives(form, 'Content, as a file', { name: 'nap.yml', bytes: nap(4).replace('aws:sleep', 'aws:runShellScript') });
  const before = await ana.messages(channel);
  await ana.submits(form);
  const again = await ana.seesModal(/Line 6/, patient);
  expect(again.visible).toContain('aws:runCommand');
  await ana.gives(again, 'Content, as a file', { name: 'nap.yml', bytes: nap(4) });
  await ana.submits(again);
  await ana.closes(await ana.seesModal(/nap\.yml was read/, patient), { all: true });
  const known = new Set(before.map(({ ts }) => ts));
  const card = await until('a card', async () => (await ana.messages(channel)).find(({ ts, ephemeral }) => ephemeral && !known.has(ts)));
  await ana.clicks(card, card.buttons[0] ?? '');
  const asked = { id: idIn(card), card, root: await rootOf(ana, idIn(card), channel) };
  await agree(bo, asked);
  await ended(ana, asked);
  expect((await kept('Acme-FromFile'))?.Content).toBe(nap(4));
}, 30_000);

test('a secret in it is refused before anything is kept', async () => {
  const { ana, redis } = stage;
  const planted = 'planted/In+a-runbook=Qz77wLm2';
  const said = await answerTo(ana, `/ssm runbook create Acme-Leaky --env prod -- ${nap(1)}\n      DbPassword: ${planted}`);
  expect(said).toMatch(/Line 9: .*Parameter Store/);
  expect(placesOf(planted, await allOf(redis))).toEqual([]);
});

test('what is not there, is AWS’s, or is no runbook is told so', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, '/ssm runbook delete Acme-Nowhere --env prod')).toContain('There is no runbook Acme-Nowhere on prod');
  expect(await answerTo(ana, '/ssm runbook delete AWS-RestartEC2Instance --env prod')).toContain('those of AWS');
  expect(await answerTo(ana, '/ssm runbook delete Acme-RestartService --env prod')).toContain('no runbook');
  expect(await answerTo(ana, `/ssm runbook create Acme-RestartService --env prod -- ${nap(1)}`)).toContain('is taken');
});

test('who agreed to one difference has not agreed to another: a version made meanwhile asks again', async () => {
  const name = 'Acme-Race';
  await done(`/ssm runbook create ${name} --env prod -- ${nap(1)}`);
  const first = await ask(stage.ana, `/ssm runbook update ${name} --env prod -- ${nap(2)}`);
  await done(`/ssm runbook update ${name} --env prod -- ${nap(3)}`);
  await agree(stage.bo, first);
  await until(
    'it asks again',
    async () => (await recordOf(stage, first.id)).state !== 'running' && (await kept(name))?.LatestVersion === '2',
  );
  expect(await kept(name)).toMatchObject({ LatestVersion: '2', Content: nap(3) });
}, 60_000);

test('a call whose answer is lost is not made twice: the content says that it was done', async () => {
  const { ana, aws, clock } = stage;
  const name = 'Acme-Lost';
  for (const [operation, line, version] of [
    ['CreateDocument', `create ${name} --env prod -- ${nap(1)}`, '1'],
    ['UpdateDocument', `update ${name} --default --env prod -- ${nap(2)}`, '2'],
    ['DeleteDocument', `delete ${name} --env prod`, undefined],
  ] as const) {
    await aws.fault(operation, 'drop-connection-after', { times: 1 });
    const asked = await ask(ana, `/ssm runbook ${line}`);
    await agree(stage.bo, asked);
    await aws.struck(operation);
    clock.step(80_000);
    expect((await ended(ana, asked)).visible).toContain('1 of 1 succeeded');
    const now = await kept(name);
    expect([now?.LatestVersion, now?.DefaultVersion]).toEqual([version, version]);
    await aws.clearsFaults();
  }
}, 60_000);
