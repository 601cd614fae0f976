import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { answerTo, approve, ask, finalOf, recordOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const grants = `
permit (principal in Group::"sre", action in [Action::"command", Action::"observe"], resource);
permit (principal in Group::"sre-leads", action == Action::"observe", resource);
@approval("1 of sre-leads")
forbid (principal, action in Action::"command", resource);
`;
const andWide = `${grants}
permit (principal in Group::"sre", action == Action::"wide-session", resource);
`;
const patient = { within: 20_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60, policies: grants });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

/** Values that look like nothing else: no packing makes them shorter. */
const values = (many: number, length: number) =>
  Array.from({ length: many }, (_, at) => createHash('sha512').update(String(at)).digest('base64url').slice(0, length));
const live = (others: readonly string[]) => `/ssm run tag:App=${['myapp', ...others].join(',')} --env staging --live -- uptime`;
/** Longer than the 2,048 characters that AssumeRole takes. */
const tooLong = live(values(22, 80));
/** Short enough to be sent, and more than AWS packs. */
const unpackable = live(values(18, 80));

/** The session policies with which AWS was asked for sessions that start something of this request. */
async function policiesFor(id: string): Promise<string[]> {
  const folder = new URL('../../test-results/', import.meta.url).pathname;
  const files = (await readdir(folder)).filter((name) => /^aws-calls-\d+\.jsonl$/.test(name));
  const lines = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).flatMap((text) => text.split('\n'));
  return lines
    .filter((line) => line.includes(`"ssm-chatops-${id}`) && line.includes('-start-1"') && line.includes('"AssumeRole"'))
    .map((line) => (JSON.parse(line) as { input: { Policy: string } }).input.Policy);
}

const sentFor = async (id: string) => (await stage.aws.sent()).filter(({ comment }) => comment.includes(id));

describe('where policy permits no wider session', () => {
  test('a plan whose exact session policy is longer than AWS takes is refused, and says what it would need', async () => {
    const words = await answerTo(stage.ana, tooLong);
    expect(words).toMatch(/You may not run with a session that is wider than its plan on staging/);
    expect(await stage.aws.sent()).toHaveLength(0);
  });

  test('a session policy that AWS can not pack is told after the approval, with both reasons, and nothing is sent', async () => {
    const { ana, bo } = stage;
    const asked = await ask(ana, unpackable);
    expect(asked.card.visible).not.toContain('the session may use');
    await approve(bo, asked);
    const final = await finalOf(ana, asked);
    expect(final.visible).toMatch(/larger than AWS packs/);
    expect(final.visible).toMatch(/You may not run with a session that is wider than its plan on staging/);
    expect(await sentFor(asked.id)).toHaveLength(0);
  });
});

describe('where policy permits it', () => {
  beforeAll(() => stage.restart(andWide));

  test('the card and the plan warn of it, and after the approval it runs with a session policy that names no resource', async () => {
    const { ana, bo } = stage;
    const asked = await ask(ana, tooLong);
    expect(asked.card.visible).toMatch(/longer than AWS takes \(2048 characters\): the session may use the same actions on anything/);
    await approve(bo, asked);
    expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
    const { id = '' } = await recordOf(stage, asked.id);
    const [policy = ''] = await policiesFor(String(id).slice(0, 12));
    expect(JSON.parse(policy).Statement).toEqual([{ Effect: 'Allow', Action: ['ssm:SendCommand'], Resource: ['*'] }]);
  });

  test('a session policy that AWS can not pack asks again with a wider one, warns, and runs when that is approved', async () => {
    const { ana, bo } = stage;
    const asked = await ask(ana, unpackable);
    await approve(bo, asked);
    await ana.seesInThread(asked.root.channel, asked.root.ts, /Asks again[\s\S]*needs a wider one/, patient);
    expect(await sentFor(asked.id)).toHaveLength(0);
    const card = await bo.seesInThread(asked.root.channel, asked.root.ts, /Asks again/, patient);
    await bo.clicks(card, 'Read the plan');
    const plan = await bo.seesModal(/can not pack an exact session policy[\s\S]*the session may use the same actions on anything/, patient);
    await bo.submits(plan);
    await bo.closes(await bo.seesModal(/recorded/i, patient), { all: true });
    expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
    const { id = '' } = await recordOf(stage, asked.id);
    const policies = (await policiesFor(String(id).slice(0, 12))).map((policy) => JSON.parse(policy).Statement);
    expect(policies.at(-1)).toEqual([{ Effect: 'Allow', Action: ['ssm:SendCommand'], Resource: ['*'] }]);
    expect(JSON.stringify(policies[0])).toContain('ssm:resourceTag/App');
  });
});
