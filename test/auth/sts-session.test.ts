import { createHash } from 'node:crypto';
import { ListCommandsCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessKeyId, nonProduction, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { type LocalAws, startLocalAws } from '../../sandbox/aws/server.ts';
import { createSessions, type Sessions, SessionTooLarge } from '../../src/auth/sts-session.ts';
import { fitsPolicy } from '../../src/aws/session-policy.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Statement } from '../../src/domain/operation.ts';
import { prod } from '../domain/samples.ts';
import { type SteeredAws, steerAws } from '../support/aws.ts';

const staging: Environment = {
  ...prod,
  name: 'staging',
  account: nonProduction,
  roles: {
    observe: `arn:aws:iam::${nonProduction}:role/ssm-chatops-observe`,
    operate: `arn:aws:iam::${nonProduction}:role/ssm-chatops-operate`,
  },
};
const reads: readonly Statement[] = [{ actions: ['ssm:ListCommands'], resources: ['*'] }];
const who = { person: 'U0ANA', request: '7f3a91c2d4e6', purpose: 'start-1' };
const minute = 60_000;

let local: LocalAws;
let aws: SteeredAws;
let now: number;
let sessions: Sessions;
const began = new Map<object, number>();

beforeAll(async () => {
  local = await startLocalAws();
  aws = steerAws(local.url);
  // The SDK reads these; this file's process is its own.
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: local.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  await aws.allowsRates(1_000);
});
beforeEach(() => {
  now = Date.now();
  sessions = createSessions({ now: () => now });
});
afterAll(() => local.close());

/** Steps the bot's clock; a session that is 900 s old by it is over at AWS, whose own clock a test does not move. */
function steps(ms: number): void {
  now += ms;
  for (const { session } of local.world.callers.values()) {
    if (!session) continue;
    began.set(session, began.get(session) ?? now - ms);
    if (now - (began.get(session) ?? now) >= 15 * minute) session.expiresAt = Date.now() - 1;
  }
}

const made = async () => (await aws.calls())['sts.AssumeRole'] ?? 0;

test('following for three hours never meets a session that is over, and makes one about every 13 minutes', async () => {
  const before = await made();
  for (let passed = 0; passed <= 180; passed += 1) {
    const { aws: observer } = await sessions.follow(prod, 'command.run', reads);
    await observer.ssm.send(new ListCommandsCommand({ MaxResults: 1 }));
    steps(minute);
  }
  expect((await made()) - before).toBe(Math.ceil(181 / 13));
});

test('each environment and each operation is followed under a session of its own, and all who ask at once share it', async () => {
  const before = await made();
  const asked = [
    ...['command.run', 'command.run', 'param.get'].map((operation) => sessions.follow(prod, operation, reads)),
    sessions.follow(staging, 'command.run', reads),
  ];
  const [one, again, otherOperation, otherEnvironment] = await Promise.all(asked);
  expect(again).toBe(one);
  expect(new Set([one, otherOperation, otherEnvironment]).size).toBe(3);
  expect(otherEnvironment?.arn).toBe(`arn:aws:sts::${nonProduction}:assumed-role/ssm-chatops-observe/ssm-chatops-follow-staging`);
  expect((await made()) - before).toBe(3);
});

test('a session that could not be made is not kept: the next who asks tries again', async () => {
  await aws.fault('AssumeRole', 'error-500', { times: 2 });
  await expect(sessions.follow(prod, 'command.run', reads)).rejects.toThrow('AWS did not answer');
  await aws.clearsFaults();
  await expect(sessions.follow(prod, 'command.run', reads)).resolves.toBeDefined();
});

test('what is kept is bounded, however many operations were followed', async () => {
  const before = await made();
  for (let at = 0; at < 205; at += 1) await sessions.follow(prod, `operation.${at}`, reads);
  await sessions.follow(prod, 'operation.204', reads);
  expect((await made()) - before).toBe(205);
  await sessions.follow(prod, 'operation.0', reads);
  expect((await made()) - before).toBe(206);
});

test('a session may do what it was made for and nothing else of its role', async () => {
  const { aws: observer } = await sessions.observe(prod, who, [{ actions: ['ssm:ListDocuments'], resources: ['*'] }]);
  await expect(observer.ssm.send(new ListCommandsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('an acting session names the request, its purpose and the person, and tries once', async () => {
  const { aws: operator, arn } = await sessions.operate(prod, who, [{ actions: ['ssm:SendCommand'], resources: ['*'] }]);
  expect(arn).toBe(`arn:aws:sts::${prod.account}:assumed-role/ssm-chatops-operate/ssm-chatops-7f3a91c2d4e6-start-1`);
  const session = [...local.world.callers.values()].findLast(({ arn: known }) => known === arn)?.session;
  expect(session).toMatchObject({
    sourceIdentity: 'U0ANA',
    tags: { 'ssm-chatops-request': '7f3a91c2d4e6', 'ssm-chatops-person': 'U0ANA' },
  });
  await aws.fault('SendCommand', 'error-500', { times: 5 });
  const send = new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-00000000'] });
  await expect(operator.ssm.send(send)).rejects.toMatchObject({ $fault: 'server' });
  expect((await aws.faults()).find(({ operation }) => operation === 'SendCommand')?.hits).toBe(1);
  await aws.clearsFaults();
});

test('a policy that AWS can not pack is told apart from what AWS refuses', async () => {
  // Names that look like nothing else: no packing makes them shorter.
  const name = (at: number) => createHash('sha512').update(String(at)).digest('base64url').slice(0, 85);
  const resources = Array.from({ length: 17 }, (_, at) => `arn:aws:ssm:*:*:document/${name(at)}`);
  const exact = [{ actions: ['ssm:SendCommand'], resources }];
  expect(fitsPolicy(exact)).toBe(true);
  const refused = await sessions.operate(prod, who, exact).catch((error: unknown) => error);
  expect(refused instanceof SessionTooLarge, 'refused as too large').toBe(true);
});

test('a role that does not trust the bot is named, with what its trust policy must say', async () => {
  const elsewhere = { ...prod, roles: { ...prod.roles, operate: `arn:aws:iam::${prod.account}:role/not-there` } };
  await expect(sessions.operate(elsewhere, who, reads)).rejects.toThrow(
    /role\/not-there of prod can't be assumed\. Its trust policy must let this bot do sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity with the external id/,
  );
});
