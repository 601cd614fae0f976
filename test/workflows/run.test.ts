import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { accessKeyId, nonProduction, production, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { type LocalAws, startLocalAws } from '../../sandbox/aws/server.ts';
import { createSessions, type Sessions } from '../../src/auth/sts-session.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { type Execution, isOver } from '../../src/domain/execution.ts';
import type { Aws } from '../../src/domain/operation.ts';
import { type Plan, touched, type Wave } from '../../src/domain/plan.ts';
import { UserError } from '../../src/errors.ts';
import { runCommand } from '../../src/workflows/command/run.ts';
import { nowhere, prod } from '../domain/samples.ts';
import { type SteeredAws, steerAws } from '../support/aws.ts';

const staging = {
  ...prod,
  name: 'staging',
  account: nonProduction,
  roles: {
    observe: `arn:aws:iam::${nonProduction}:role/ssm-chatops-observe`,
    operate: `arn:aws:iam::${nonProduction}:role/ssm-chatops-operate`,
  },
};
const visibleMs = 400;

let local: LocalAws;
let aws: SteeredAws;
let sessions: Sessions;
let observer: Aws;

beforeAll(async () => {
  local = await startLocalAws({ speed: 20 });
  aws = steerAws(local.url);
  // The SDK reads these; this file's process is its own.
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: local.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  await aws.allowsRates(20);
  await aws.visibleAfter(visibleMs);
  sessions = createSessions(systemClock);
  observer = (await sessions.observe(prod, { person: 'U0ANA', request: 'r1', purpose: 'plan' }, runCommand.roles(prod).observe)).aws;
});
afterAll(() => local.close());
beforeEach(() => aws.clearsOutcomes());

interface Asked {
  readonly script?: string;
  readonly concurrency?: string;
  readonly errors?: string;
  readonly timeout?: string;
  readonly comment?: string;
}
const plan = (targets: readonly string[], { script = 'uptime', ...more }: Asked = {}): Promise<Plan> =>
  runCommand.plan({ targets, script, ...more }, observer, prod, nowhere);
const out = (made: Plan) => Object.fromEntries(made.targets.flatMap(({ name, id, out }) => (out === undefined ? [] : [[name ?? id, out]])));
const first = (made: Plan): Wave => made.waves[0] as Wave;
let keys = 0;
const byAna = { asker: { id: 'U0ANA', team: 'T0ACME', name: 'ana' }, approvers: [] } as const;

const freshKey = (): string => {
  keys += 1;
  return `ssm-chatops:${String(keys).padStart(32, '0')}:1`;
};

/** Sends a wave under the session that its own rights make. */
async function start(wave: Wave, { key = freshKey(), tolerates = 0 } = {}): Promise<Execution> {
  const session = await sessions.operate(prod, { person: 'U0ANA', request: 'r1', purpose: 'start-1' }, runCommand.iam(wave, prod, 'start'));
  const { execution } = await runCommand.start(wave, { key, tolerates, ...byAna }, session.aws);
  return execution as Execution;
}

const poll = async (before: Execution): Promise<Execution> => (await runCommand.poll?.([before], observer))?.[0] as Execution;

/** Follows to the end; `seen` are all states on the way. */
async function follow(started: Execution): Promise<{ end: Execution; seen: Execution[] }> {
  const seen = [started];
  const end = await vi.waitFor(
    async () => {
      const now = await poll(seen.at(-1) as Execution);
      seen.push(now);
      if (!isOver(now)) throw new Error(`still ${now.detail}`);
      return now;
    },
    { timeout: 15_000, interval: 60 },
  );
  return { end, seen };
}

describe('the plan', () => {
  test('has what carries every tag, with any of its values', async () => {
    const [both, either] = await Promise.all([plan(['tag:App=myapp', 'tag:Env=prod']), plan(['tag:App=batch,web'])]);
    expect(both.targets).toHaveLength(50);
    expect(either.targets.map(({ name }) => name).sort()).toEqual([
      'batch-prod-01',
      'batch-prod-02',
      'web-prod-01',
      'web-prod-02',
      'web-prod-03',
    ]);
    await expect(plan(['tag:App=batch', 'tag:Env=staging'])).rejects.toThrow(UserError);
  });

  test('leaves out what cannot be reached, and says why', async () => {
    const made = await plan(['tag:App=myapp']);
    expect(touched(made)).toHaveLength(48);
    expect(out(made)).toEqual({ 'myapp-prod-17': 'stopped', 'myapp-prod-33': 'agent not heard of for 3 h' });
    expect(made.waves.flatMap(({ targets }) => targets).sort()).toEqual(
      touched(made)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('shows each id that was named, also what is not there', async () => {
    const known = await aws.idOf('batch-prod-01');
    const made = await plan([known, 'i-0000000000000dead', 'mi-0000000000000dead']);
    expect(out(made)).toEqual({ 'i-0000000000000dead': 'not there', 'mi-0000000000000dead': 'not there' });
    expect(first(made).targets).toEqual([known]);
    await expect(plan([known, 'tag:App=batch'])).rejects.toThrow('do not go together');
  });

  test('of nothing names the values that there are, or says that no such instance is there', async () => {
    await expect(plan(['tag:App=myap'])).rejects.toThrow(
      'On prod there are: App=myapp (50 instances), App=web (3 instances), App=batch (2 instances).',
    );
    await expect(plan(['tag:Ap=myapp'])).rejects.toThrow('No instance on prod has a tag "Ap".');
    await expect(plan(['i-0000000000000dead'])).rejects.toThrow('no such instance on prod (111122223333, eu-central-1)');
  });

  test('of what cannot be reached at all is refused with the reasons', async () => {
    await expect(plan([await aws.idOf('myapp-prod-17'), await aws.idOf('web-prod-02'), 'i-0000000000000dead'])).rejects.toThrow(
      /None of the 3 instances can be reached on prod: .*1 stopped.*Nothing can run there now\./,
    );
  });

  test('takes percentages of what can be reached, and never fewer than one at a time', async () => {
    const made = await plan(['tag:App=myapp'], { concurrency: '20%', errors: '10%' });
    expect(made.tolerates).toBe(4);
    expect(made.waves.map(({ call }) => (call as { concurrency: number }).concurrency)).toEqual([9, 9]);
    expect(made.waves.map(({ targets }) => targets.length)).toEqual([40, 8]);
    expect(first(await plan(['tag:App=batch'], { concurrency: '1%' })).call).toMatchObject({ concurrency: 1 });
    expect(first(await plan(['tag:App=batch'], { concurrency: '500' })).call).toMatchObject({ concurrency: 2 });
  });

  test('runs PowerShell where all are Windows, and where platforms mix leaves Windows out', async () => {
    const windows = await plan([await aws.idOf('web-prod-03')]);
    expect(windows.pins.document).toMatch(/^AWS-RunPowerShellScript 1 [0-9a-f]{64}$/);
    const mixed = await plan(['tag:App=web']);
    expect(mixed.pins.document).toMatch(/^AWS-RunShellScript 1 /);
    expect(out(mixed)).toEqual({
      'web-prod-02': 'not managed by Systems Manager',
      'web-prod-03': 'Windows: this document does not run there',
    });
  });

  test('bounds the time of each run and of the whole wave', async () => {
    const made = await plan(['tag:App=batch'], { timeout: '2m', concurrency: '1' });
    expect(first(made).call).toMatchObject({ parameters: { executionTimeout: ['120'] } });
    // The second waits for the first's place, and may still be delivered then; and the whole is given up only after both.
    const { deliverWithin } = first(made).call as { deliverWithin: number };
    expect(deliverWithin).toBeGreaterThanOrEqual(600 + 120);
    expect(first(made).within).toBeGreaterThan((deliverWithin + 2 * 120) * 1_000);
    await expect(plan(['tag:App=batch'], { timeout: '49h' })).rejects.toThrow('at most 48h');
  });

  test('says every parameter, also beside a script, and no value passes for another parameter', async () => {
    const shell = { document: 'AWS-RunShellScript', param: ['workingDirectory=/srv\ncommands: uptime'] };
    const made = await runCommand.plan({ targets: ['tag:App=batch'], script: 'rm -r cache', ...shell }, observer, prod, nowhere);
    expect(made.texts).toEqual([
      { label: 'Script', text: 'rm -r cache' },
      { label: 'Parameters', text: 'workingDirectory: /srv\n    commands: uptime' },
    ]);
  });

  test('names the document of a rollback, and asks policy about it too', async () => {
    const asked = {
      targets: ['tag:App=batch'],
      document: 'AWS-ConfigureAWSPackage',
      param: ['action=Install', 'name=AmazonCloudWatchAgent'],
    };
    const made = await runCommand.plan({ ...asked, rollback: 'rm -r /opt/x' }, observer, prod, nowhere);
    expect(made.texts.at(-1)).toEqual({ label: 'Rollback: script of AWS-RunShellScript version 1', text: 'rm -r /opt/x' });
    expect(made.contexts).toEqual([
      { document: 'AWS-ConfigureAWSPackage', documentOwner: 'Amazon' },
      { document: 'AWS-RunShellScript', documentOwner: 'Amazon' },
    ]);
  });

  test('shows by which tags AWS chooses, and how long it may take to deliver', async () => {
    const asked = { targets: ['tag:App=batch'], script: 'uptime', live: true, deliveryTimeout: '5m' };
    const { facts } = await runCommand.plan(asked, observer, prod, nowhere);
    expect(facts).toContainEqual({ label: 'Chosen by AWS', value: 'tag:App=batch' });
    expect(facts).toContainEqual({ label: 'Time to deliver', value: '5 min' });
  });

  test('is the same when it is made again', async () => {
    expect(await plan(['tag:App=web'])).toEqual(await plan(['tag:App=web']));
  });

  test('knows only the machines of its own account', async () => {
    const who = { person: 'U0ANA', request: 'r1', purpose: 'plan' };
    const there = (await sessions.observe(staging, who, runCommand.roles(staging).observe)).aws;
    const made = await runCommand.plan({ targets: ['tag:App=myapp'], script: 'uptime' }, there, staging, nowhere);
    expect(made.targets).toHaveLength(6);
  });
});

describe('a run', () => {
  test('is sent once, byte for byte, and an empty list just after sending is waited out', async () => {
    const script = 'echo "ä  b"\t\nuptime\n';
    const made = await plan(['tag:App=batch'], { script, comment: 'deploy 42' });
    const key = freshKey();
    const started = await start(first(made), { key });
    expect(await poll(started)).toEqual(started);
    const { end } = await follow(started);
    expect(end).toMatchObject({ status: 'succeeded', counts: { total: 2, succeeded: 2, failed: 0, notRun: 0 }, failures: [] });
    expect(end.endedAt).toBeTypeOf('number');
    const [sent] = (await aws.sent()).filter(({ id }) => id === started.id);
    expect(sent).toMatchObject({
      account: production,
      comment: `${key} deploy 42`,
      parameters: { commands: script.split('\n') },
      sourceIdentity: 'U0ANA',
    });
  });

  test('reaches hybrid nodes', async () => {
    const made = await plan(['tag:App=billing']);
    expect(made.targets.every(({ id }) => id.startsWith('mi-'))).toBe(true);
    expect((await follow(await start(first(made)))).end.counts).toEqual({ total: 2, succeeded: 2, failed: 0, notRun: 0 });
  });

  test('with tolerated errors has failed, with exact counts and what the failed ones said', async () => {
    const wave = first(await plan(['tag:App=myapp']));
    for (const nth of [3, 7]) await aws.outcome({ script: /uptime/, nth, exitCode: 3, stderr: 'Unit myapp.service not found\n' });
    const { end } = await follow(await start(wave, { tolerates: 5 }));
    expect(end).toMatchObject({ status: 'failed', counts: { total: 40, succeeded: 38, failed: 2, notRun: 0 } });
    expect(end.failures.map(({ target, exitCode, said }) => ({ target, exitCode, said }))).toEqual(
      [3, 7].map((nth) => ({ target: wave.targets[nth - 1], exitCode: 3, said: 'Unit myapp.service not found' })),
    );
  });

  test('that is stopped by its errors never counts what did not run as succeeded, at no moment', async () => {
    await aws.outcome({ script: /^fails/, exitCode: 1 });
    const made = await plan(['tag:App=myapp'], { script: 'fails', concurrency: '4' });
    const { end, seen } = await follow(await start(first(made), { tolerates: 1 }));
    expect(seen.map(({ counts }) => counts.succeeded)).toEqual(seen.map(() => 0));
    expect(end).toMatchObject({ status: 'failed', counts: { total: 40, succeeded: 0 } });
    expect(end.counts.failed + end.counts.notRun).toBe(40);
    expect(end.counts.failed).toBeGreaterThanOrEqual(2);
    expect(end.counts.notRun).toBeGreaterThan(20);
  });

  test('shows no secret that its output held', async () => {
    const secrets = ['hunter2-and-more', 'AKIAQYLPMN5HHHFPZAM2', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJl'];
    await aws.outcome({
      script: /^leaks/,
      exitCode: 2,
      stderr: `login failed password=${secrets[0]} id ${secrets[1]} Authorization: Bearer ${secrets[2]}\n`,
    });
    const { end } = await follow(await start(first(await plan(['tag:App=batch'], { script: 'leaks' })), { tolerates: 2 }));
    expect(end.failures).toHaveLength(2);
    expect(end.failures[0]?.said).toContain('[masked]');
    for (const secret of secrets) expect(JSON.stringify(end)).not.toContain(secret);
  });

  test('that is cancelled ends so, and tells apart what ran from what did not', async () => {
    const made = await plan(['tag:App=myapp'], { script: 'sleep 600', concurrency: '5', timeout: '1h' });
    const wave = first(made);
    const started = await start(wave);
    await vi.waitFor(async () => expect((await poll(started)).detail).toBe('InProgress'), { timeout: 5_000, interval: 60 });
    const { aws: stopping } = await sessions.operate(
      prod,
      { person: 'U0ANA', request: 'r1', purpose: 'stop-1' },
      runCommand.iam(wave, prod, 'stop'),
    );
    await runCommand.stop?.(started, stopping);
    await runCommand.stop?.(started, stopping);
    const { end, seen } = await follow(started);
    expect(end).toMatchObject({ status: 'cancelled', counts: { total: 40, succeeded: 0, failed: 0, notRun: 40 } });
    expect(seen.every(({ counts }) => counts.succeeded === 0)).toBe(true);
  });
});

describe('after an answer was lost', () => {
  const find = (wave: Wave, key: string, id?: string) =>
    typeof runCommand.recover === 'function' ? runCommand.recover(wave, key, observer, id) : Promise.reject(new Error('same key'));

  test('the command is found by its key, and by its id only where key, document and instances are the wave’s', async () => {
    const wave = first(await plan(['tag:App=batch'], { script: 'sleep 900', timeout: '1h', comment: 'with words' }));
    const [key, other] = [freshKey(), freshKey()];
    const started = await start(wave, { key });
    expect(await find(wave, other)).toBe('not found');
    const found = await vi.waitFor(
      async () => {
        const one = await find(wave, key);
        if (one === 'not found') throw new Error('not listed yet');
        return one;
      },
      { timeout: 5_000, interval: 60 },
    );
    expect(found).toMatchObject({ id: started.id, status: 'running' });
    expect(await find(wave, key, started.id)).toMatchObject({ id: started.id });
    expect(await find(wave, other, started.id)).toBe('not found');
    expect(await find(wave, key.slice(0, -1), started.id)).toBe('not found');
    expect(await find({ ...wave, targets: wave.targets.slice(1) }, key, started.id)).toBe('not found');
    expect(await find({ ...wave, call: { ...(wave.call as object), document: 'AWS-RunPowerShellScript' } }, key, started.id)).toBe(
      'not found',
    );
    expect(await find(wave, key, '00000000-0000-4000-8000-000000000000')).toBe('not found');
  });

  test('a command for which AWS chose by tag is watched for others as before, also when it had to be found', async () => {
    const live = await runCommand.plan(
      { targets: ['tag:App=batch'], script: 'sleep 900', timeout: '1h', live: true },
      observer,
      prod,
      nowhere,
    );
    const key = freshKey();
    const { approved } = await start(first(live), { key });
    expect(approved).toEqual(first(live).targets);
    const found = await vi.waitFor(
      async () => {
        const one = await find(first(live), key);
        if (one === 'not found') throw new Error('not listed yet');
        return one;
      },
      { timeout: 5_000, interval: 60 },
    );
    expect(found.approved).toEqual(approved);
  });

  test('a command that is over when it is found has exact counts and failures too', async () => {
    await aws.outcome({ script: /^half/, nth: 1, exitCode: 4, stderr: 'no disk\n' });
    const wave = first(await plan(['tag:App=batch'], { script: 'half', concurrency: '1' }));
    const key = freshKey();
    await follow(await start(wave, { key, tolerates: 0 }));
    expect(await find(wave, key)).toMatchObject({
      status: 'failed',
      counts: { total: 2, succeeded: 0, failed: 1, notRun: 1 },
      failures: [{ target: wave.targets[0], exitCode: 4, said: 'no disk' }],
    });
  });
});

test('sixty runs at once are followed in pages, not with a call for each', async () => {
  const wave = first(await plan([await aws.idOf('batch-prod-01')], { script: 'sleep 3000', timeout: '2h' }));
  const session = await sessions.operate(prod, { person: 'U0ANA', request: 'r1', purpose: 'start-1' }, runCommand.iam(wave, prod, 'start'));
  const started: Execution[] = [];
  for (let i = 0; i < 60; i += 1)
    started.push((await runCommand.start(wave, { key: freshKey(), tolerates: 0, ...byAna }, session.aws)).execution as Execution);
  const listed = async () => (await aws.calls())['ssm.ListCommands'] ?? 0;
  await vi.waitFor(
    async () => expect((await runCommand.poll?.(started, observer))?.every(({ detail }) => detail === 'InProgress')).toBe(true),
    {
      timeout: 8_000,
      interval: 100,
    },
  );
  const before = await listed();
  const now = await runCommand.poll?.(started, observer);
  expect(now?.map(({ id }) => id)).toEqual(started.map(({ id }) => id));
  expect((await listed()) - before).toBe(2);
});
