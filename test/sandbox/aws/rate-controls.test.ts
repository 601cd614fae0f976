import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, type Fleet } from '../../../sandbox/aws/command/advance.ts';
import { type Command, commandStatus, countOf, counts, isError, isOver } from '../../../sandbox/aws/command/command.ts';
import { versionOf } from '../../../sandbox/aws/document.ts';
import type { Node } from '../../../sandbox/aws/node.ts';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { documentsOf } from '../../../sandbox/aws/seed/documents.ts';
import { fleetOf } from '../../../sandbox/aws/seed/fleet.ts';
import { openAws } from './clients.ts';
import { openOperator } from './operator.ts';

const nodes = fleetOf(production, 'eu-central-1', 0).filter(({ state, agent }) => state === 'running' && agent === 'online');
const byId = new Map<string, Node>(nodes.map((node) => [node.id, node]));
const [document] = documentsOf(production, 0);
const version = document && versionOf(document);

interface Run {
  readonly fails: boolean;
  readonly seconds: number;
}

function commandOn(runs: readonly Run[], maxConcurrency: number, maxErrors: number): { command: Command; fleet: Fleet } {
  if (!document || !version) throw new Error('no document');
  const command: Command = {
    id: 'c',
    region: 'eu-central-1',
    input: { DocumentName: document.name },
    document,
    version,
    steps: [],
    requestedAt: 0,
    timeoutSeconds: 3600,
    executionSeconds: 3600,
    expiresAt: 7_200_000,
    maxConcurrency,
    maxErrors,
    invocations: runs.map((_run, index) => ({ nodeId: nodes[index]?.id ?? '', position: index + 1, state: 'Pending' })),
    outputRegion: 'eu-central-1',
    visibleAt: 0,
    sender: { arn: 'arn' },
    triggeredAlarms: [],
    cancelled: false,
    movedTo: 0,
  };
  const fleet: Fleet = {
    node: (id) => byId.get(id),
    outcome: (_command, { position }) => {
      const run = runs[position - 1];
      return { steps: [], exitCode: run?.fails ? 1 : 0, seconds: run?.seconds ?? 1 };
    },
  };
  return { command, fleet };
}

const anyRuns = fc.array(fc.record({ fails: fc.boolean(), seconds: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 40 });

test('never more than MaxConcurrency are under way, and nothing new is sent once the errors exceed MaxErrors', () => {
  fc.assert(
    fc.property(anyRuns, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 10 }), (runs, maxConcurrency, maxErrors) => {
      const { command, fleet } = commandOn(runs, maxConcurrency, maxErrors);
      let sentBefore = 0;
      let exceededBefore = false;
      for (let now = 0; now <= 1_400_000 && !command.invocations.every(isOver); now += 500) {
        advance(command, now, fleet);
        const under = command.invocations.filter((each) => each.sentAt !== undefined && !isOver(each)).length;
        const sent = command.invocations.filter((each) => each.sentAt !== undefined).length;
        expect(under).toBeLessThanOrEqual(maxConcurrency);
        if (exceededBefore) expect(sent).toBe(sentBefore);
        sentBefore = sent;
        exceededBefore = command.invocations.filter(isError).length > maxErrors;
      }
      const { TargetCount: targets, CompletedCount: completed, ErrorCount: errors } = counts(command);
      const terminated = command.invocations.filter(({ state }) => state === 'Terminated').length;
      expect(completed).toBe(targets);
      expect(terminated > 0 ? errors > maxErrors : true).toBe(true);
      expect(errors).toBeLessThanOrEqual(maxErrors + maxConcurrency);
      if (errors === 0) expect(commandStatus(command)).toEqual({ status: 'Success', details: 'Success' });
      if (errors > maxErrors) expect(commandStatus(command)).toEqual({ status: 'Failed', details: 'Failed' });
    }),
    { numRuns: 60 },
  );
});

test('looking often or seldom makes no difference', () => {
  fc.assert(
    fc.property(anyRuns, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 5 }), (runs, maxConcurrency, maxErrors) => {
      const often = commandOn(runs, maxConcurrency, maxErrors);
      const once = commandOn(runs, maxConcurrency, maxErrors);
      for (let now = 0; now <= 1_400_000; now += 7000) advance(often.command, now, often.fleet);
      advance(once.command, 1_400_000, once.fleet);
      expect(often.command.invocations).toEqual(once.command.invocations);
    }),
    { numRuns: 40 },
  );
});

test('with MaxErrors 5 the sixth error stops it', () => {
  const { command, fleet } = commandOn(Array(20).fill({ fails: true, seconds: 2 }), 1, 5);
  advance(command, 1_000_000, fleet);
  expect(counts(command)).toEqual({ TargetCount: 20, CompletedCount: 20, ErrorCount: 6, DeliveryTimedOutCount: 0 });
  expect(command.invocations.slice(6).every(({ state }) => state === 'Terminated')).toBe(true);
});

test('fewer failures than MaxErrors leave it incomplete', () => {
  const { command, fleet } = commandOn([{ fails: true, seconds: 1 }, ...Array(4).fill({ fails: false, seconds: 1 })], 5, 3);
  advance(command, 100_000, fleet);
  expect(commandStatus(command)).toEqual({ status: 'Failed', details: 'Incomplete' });
});

test('a percentage counts the targets, and is one at least for the concurrency', () => {
  expect(countOf('10%', 48, 1)).toBe(4);
  expect(countOf('1%', 48, 1)).toBe(1);
  expect(countOf('1%', 48, 0)).toBe(0);
  expect(countOf('7', 48, 1)).toBe(7);
});

test('over the wire: four at a time, and the third error ends what waits', async () => {
  const aws = await openAws();
  const operator = await openOperator(aws);
  await aws.outcome({ exitCode: 1, script: /fragile/, seconds: 4 });
  const ids = nodes.filter(({ tags }) => tags.App === 'myapp').map(({ id }) => id);
  const id = await operator.send('fragile', { InstanceIds: ids, MaxConcurrency: '4', MaxErrors: '2' });
  const under = async () => Object.values(await operator.runs(id)).filter(({ Status }) => Status === 'InProgress').length;
  for (let second = 0; second < 12; second += 1) {
    expect(await under()).toBeLessThanOrEqual(4);
    await aws.steps(1);
  }
  const { Status, StatusDetails, ErrorCount = 0, CompletedCount } = (await operator.status(id)) ?? {};
  expect({ Status, StatusDetails, CompletedCount }).toEqual({ Status: 'Failed', StatusDetails: 'Failed', CompletedCount: 48 });
  expect(ErrorCount).toBeGreaterThanOrEqual(3);
  expect(ErrorCount).toBeLessThanOrEqual(2 + 4);
  const states = Object.values(await operator.runs(id)).map(({ StatusDetails: details }) => details);
  expect(states.filter((state) => state === 'Terminated')).toHaveLength(48 - ErrorCount);
  await aws.close();
});
