import { readFile } from 'node:fs/promises';
import { App, SocketModeReceiver } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withManifest } from '../../../sandbox/slack/manifest.ts';
import { acme, appToken, botToken } from '../../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';

let server: LocalSlack;
let people: People;
let app: App;
const root = new URL('../../../', import.meta.url);

beforeAll(async () => {
  const texts = await Promise.all(['manifest.yml', 'manifest.workflow.yml'].map((file) => readFile(new URL(file, root), 'utf8')));
  server = await startLocalSlack({ seed: withManifest(acme, ...texts) });
  people = await connectPeople(server.url);
  const clientOptions = { slackApiUrl: server.apiUrl };
  app = new App({ token: botToken, receiver: new SocketModeReceiver({ appToken, installerOptions: { clientOptions } }), clientOptions });
  app.function('run_runbook', async ({ inputs, complete, fail }) => {
    await (inputs.runbook === 'AWS-Ok'
      ? complete({ outputs: { request_id: 'r1', outcome: 'done', execution_ids: 'e1' } })
      : fail({ error: 'no such runbook' }));
  });
  await app.start();
});
afterAll(async () => {
  people.close();
  await app.stop();
  await server.close();
});

const ended = async (id: string) => {
  for (;;) {
    const run = await people.stepRun(id);
    if (run.state !== 'running') return run;
  }
};

test("a workflow's step is delivered with its inputs, and completes with outputs or fails with a reason", async () => {
  const good = await people.runsStep('run_runbook', { environment: 'prod', runbook: 'AWS-Ok' });
  expect(await ended(good)).toMatchObject({ state: 'completed', outputs: { outcome: 'done' } });
  const bad = await people.runsStep('run_runbook', { environment: 'prod', runbook: 'AWS-Bad' });
  expect(await ended(bad)).toMatchObject({ state: 'failed', error: 'no such runbook' });
  await expect(app.client.functions.completeError({ function_execution_id: bad, error: 'again' })).rejects.toThrow(
    'execution_not_in_running_state',
  );
});

test('outputs that the manifest wants must all be there, and a step must be of the manifest', async () => {
  await expect(people.runsStep('other', {})).rejects.toThrow(/no step other/);
  const id = await people.runsStep('run_runbook', { runbook: 'AWS-Ok' });
  await ended(id);
  await expect(app.client.functions.completeSuccess({ function_execution_id: 'Fx0', outputs: {} })).rejects.toThrow(
    'function_execution_not_found',
  );
});
