import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessKeyId, production, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { type LocalAws, startLocalAws } from '../../sandbox/aws/server.ts';
import { createSessions, type Sessions } from '../../src/auth/sts-session.ts';
import { documentReads } from '../../src/aws/documents.ts';
import { tagsOfHybrid } from '../../src/aws/hybrid-tags.ts';
import { nodeReads } from '../../src/aws/nodes.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Aws } from '../../src/domain/operation.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandInput } from '../../src/workflows/command/input.ts';
import { runCommand } from '../../src/workflows/command/run.ts';
import type { CommandCall } from '../../src/workflows/command/send.ts';
import { nowhere, prod } from '../domain/samples.ts';
import { type SteeredAws, steerAws } from '../support/aws.ts';

const who = { person: 'U0ANA', request: 'r1', purpose: 'plan' };
const strict: Environment = { ...prod, requiredTags: { Env: 'prod' } };

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
  sessions = createSessions(systemClock);
  observer = (await sessions.observe(prod, who, runCommand.roles(prod).observe)).aws;
});
afterAll(() => local.close());

const plan = (targets: readonly string[], more: Partial<CommandInput> = {}, env: Environment = strict, by: Aws = observer): Promise<Plan> =>
  runCommand.plan({ targets: [...targets], script: 'uptime', ...more }, by, env, nowhere);
const out = (made: Plan) => Object.fromEntries(made.targets.flatMap(({ name, id, out }) => (out === undefined ? [] : [[name ?? id, out]])));
const callOf = (made: Plan): CommandCall => made.waves[0]?.call as CommandCall;
const factOf = (made: Plan, label: string) => made.facts.find((fact) => fact.label === label)?.value;

/** Retags a machine while something is done. */
async function tagged<T>(name: string, tags: Record<string, string | null>, meanwhile: () => Promise<T>): Promise<T> {
  const id = await aws.idOf(name);
  const { tags: before = {} } = (await aws.machines()).find((machine) => machine.id === id) ?? {};
  await aws.tags(id, tags);
  try {
    return await meanwhile();
  } finally {
    await aws.tags(id, Object.fromEntries(Object.keys(tags).map((key) => [key, before[key] ?? null])));
  }
}

describe('the tags that an environment requires', () => {
  test('leave out what lacks them, whatever else it has, and the card says which', async () => {
    const made = await tagged('batch-prod-01', { Env: 'staging' }, () => plan(['tag:App=batch']));
    expect(out(made)).toEqual({ 'batch-prod-01': 'has no tag Env=prod' });
    expect(made.waves.flatMap(({ targets }) => targets)).toEqual([await aws.idOf('batch-prod-02')]);
    const two = { ...prod, requiredTags: { Env: 'prod', Team: 'web' } };
    await expect(plan(['tag:App=batch'], {}, two)).rejects.toThrow(
      'None of the 2 instances can be reached on prod: 2 have no tag Team=web.',
    );
  });

  test('hold for what is named by its id and for hybrid nodes too', async () => {
    const named = await aws.idOf('batch-prod-01');
    const made = await tagged('batch-prod-01', { Env: null }, async () => plan([named, await aws.idOf('batch-prod-02')]));
    expect(out(made)).toEqual({ 'batch-prod-01': 'has no tag Env=prod' });
    const hybrid = await tagged('onprem-02', { Env: 'test' }, () => plan(['tag:App=billing']));
    expect(out(hybrid)).toEqual({ 'onprem-02': 'has no tag Env=prod' });
  });

  test('decide before the platform does: a stranger does not change which shell runs', async () => {
    const words = [await aws.idOf('web-prod-03'), await aws.idOf('batch-prod-01')];
    const made = await tagged('batch-prod-01', { Env: 'test' }, () => plan(words));
    expect(callOf(made).document).toBe('AWS-RunPowerShellScript');
  });

  test('are among those by which AWS chooses with --live, and the card shows them', async () => {
    const made = await plan(['tag:App=batch'], { live: true });
    expect(callOf(made).live).toEqual([
      { key: 'App', values: ['batch'] },
      { key: 'Env', values: ['prod'] },
    ]);
    expect(factOf(made, 'Chosen by AWS')).toBe('tag:App=batch tag:Env=prod');
    const wide = await plan(['tag:App=batch', 'tag:Env=prod,staging'], { live: true });
    expect(callOf(wide).live).toEqual(callOf(made).live);
    await expect(plan(['tag:App=batch', 'tag:Env=staging,test'], { live: true })).rejects.toThrow(UserError);
  });

  test('count among the five tags that --live may have', async () => {
    const five = { App: 'batch', A: '1', B: '2', C: '3', D: '4' };
    const words = Object.entries(five).map(([key, value]) => `tag:${key}=${value}`);
    await tagged('batch-prod-01', five, async () => {
      expect(callOf(await plan(words, { live: true }, prod)).live).toHaveLength(5);
      await expect(plan(words, { live: true })).rejects.toThrow('--live takes at most 5 tags, and prod adds Env=prod. Leave out --live');
    });
  });
});

describe('what policy learns of the targets', () => {
  test('is what all of them carry and what any does, of those that are touched, without their names', async () => {
    const made = await plan(['tag:App=batch,web']);
    // web-prod-02 is not managed, and web-prod-03 runs Windows.
    expect(made.tags).toEqual({
      ofAll: ['Env=prod', 'Patch Group=prod-linux'],
      ofAny: ['App=batch', 'App=web', 'Env=prod', 'Patch Group=prod-linux'],
    });
  });

  test('holds the tags of hybrid nodes, and AWS is asked for those alone', async () => {
    const listed = async () => (await aws.calls())['ssm.ListTagsForResource'] ?? 0;
    const before = await listed();
    await plan(['tag:App=myapp']);
    expect(await listed()).toBe(before);
    const made = await plan([await aws.idOf('onprem-01'), await aws.idOf('onprem-02'), await aws.idOf('batch-prod-01')]);
    expect(await listed()).toBe(before + 2);
    expect(made.tags).toEqual({ ofAll: ['Env=prod'], ofAny: ['App=batch', 'App=billing', 'Env=prod', 'Patch Group=prod-linux'] });
  });

  test('can be had of a hundred hybrid nodes at AWS’s usual rates', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `mi-${String(i).padStart(17, 'f')}`);
    const seat = { account: production, region: 'eu-central-1' };
    await Promise.all(ids.map((id) => aws.adds({ ...seat, id, tags: { App: 'edge', Env: 'prod', Place: id.slice(-2) } })));
    const made = await plan(['tag:App=edge']);
    expect(made.tags?.ofAll).toEqual(['App=edge', 'Env=prod']);
    expect(made.tags?.ofAny).toHaveLength(102);
    for (const id of ids) await aws.terminates(id);
  }, 20_000);

  test('of a hybrid node that was deregistered meanwhile is nothing', async () => {
    const id = 'mi-0000000000000dead';
    expect(await tagsOfHybrid([id], observer)).toEqual(new Map([[id, {}]]));
  });

  test('is whose document runs, and whose runs as the rollback', async () => {
    const asked = { script: undefined, document: 'Acme-RestartService', param: ['Service=myapp'], rollback: 'uptime' };
    expect((await plan(['tag:App=batch'], asked)).contexts).toEqual([
      { document: 'Acme-RestartService', documentOwner: production },
      { document: 'AWS-RunShellScript', documentOwner: 'Amazon' },
    ]);
  });
});

describe('where output goes', () => {
  const output = { s3: 'acme-ssm-output-111122223333/ssm', logGroup: '/aws/ssm/prod' };
  const kept = { ...strict, output };

  test('is the environment’s place where the request names none, and the card says so', async () => {
    const made = await plan(['tag:App=batch'], {}, kept);
    expect(callOf(made)).toMatchObject({ s3: { bucket: 'acme-ssm-output-111122223333', prefix: 'ssm' }, logGroup: '/aws/ssm/prod' });
    expect(factOf(made, 'Output')).toBe(
      'S3 acme-ssm-output-111122223333/ssm (the default of prod), log group /aws/ssm/prod (the default of prod)',
    );
  });

  test('is the request’s place where it names one', async () => {
    const made = await plan(['tag:App=batch'], { s3: 'acme-deploys' }, kept);
    expect(callOf(made)).toMatchObject({ s3: { bucket: 'acme-deploys' }, logGroup: '/aws/ssm/prod' });
    expect(factOf(made, 'Output')).toBe('S3 acme-deploys, log group /aws/ssm/prod (the default of prod)');
  });

  test('is nowhere else where neither names one', async () => {
    const made = await plan(['tag:App=batch']);
    expect(callOf(made)).toMatchObject({ s3: undefined, logGroup: undefined });
    expect(factOf(made, 'Output')).toBeUndefined();
  });
});

describe('the reads that are declared', () => {
  const reads = [...nodeReads, ...documentReads];
  /** Between them these ask for all that a plan can read: instances, a group, a hybrid node, a document. */
  const everything = async (by: Aws) => {
    await plan(['group:myapp-prod'], {}, strict, by);
    await plan([await aws.idOf('onprem-01')], {}, strict, by);
  };

  test('are enough for every plan', async () => {
    await everything((await sessions.observe(prod, who, reads)).aws);
  });

  test.each(reads.flatMap(({ actions }) => actions))('are not enough without %s', async (action) => {
    const less = reads.map(({ actions, ...rest }) => ({ ...rest, actions: actions.filter((each) => each !== action) }));
    const { aws: by } = await sessions.observe(
      prod,
      who,
      less.filter(({ actions }) => actions.length > 0),
    );
    await expect(everything(by)).rejects.toThrow(action);
  });
});
