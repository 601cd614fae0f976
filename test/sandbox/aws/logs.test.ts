import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventTexts } from '../../../sandbox/aws/log-group.ts';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator } from './operator.ts';

let aws: OpenAws;
let observer: Clients;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  observer = await aws.session('observe');
  operator = await openOperator(aws);
});
afterAll(() => aws.close());

const group = '/aws/ssm/AWS-RunShellScript';
const logged = { CloudWatchOutputConfig: { CloudWatchOutputEnabled: true } };
const streamOf = (id: string, stream = 'stdout') => `${id}/${one}/aws-runShellScript/${stream}`;
const read = (wish: Partial<GetLogEventsRequest>, { logs } = observer) =>
  logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: '', ...wish }));
const messages = (answer: { events?: { message?: string | undefined }[] | undefined }) => answer.events?.map(({ message }) => message);

async function run(script: string[], wish: Parameters<Operator['send']>[1] = {}): Promise<string> {
  const id = await operator.send(script, { ...logged, ...wish });
  await aws.steps(60);
  return id;
}

describe('output in the logs', () => {
  test('stands in a group named after the document, in a stream for each command, machine, plugin and kind', async () => {
    const id = await run(['echo ok', 'echo bad >&2', 'exit 2']);
    const streams = await observer.logs.send(new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: `${id}/` }));
    expect(streams.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual([streamOf(id, 'stderr'), streamOf(id)]);
    expect(messages(await read({ logStreamName: streamOf(id), startFromHead: true }))).toEqual(['ok']);
    const groups = await observer.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/ssm/' }));
    expect(groups.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual([group]);
  });

  test('is whole', async () => {
    const id = await run(['seq 1 100000']);
    let text = '';
    let token: string | undefined;
    for (;;) {
      const answer = await read({
        logStreamName: streamOf(id),
        startFromHead: true,
        limit: 1,
        ...(token !== undefined && { nextToken: token }),
      });
      if (answer.nextForwardToken === token) break;
      text +=
        messages(answer)
          ?.map((message) => `${message}\n`)
          .join('') ?? '';
      token = answer.nextForwardToken;
    }
    expect(text).toBe(Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join(''));
  });

  test('goes into the group that the sender names, if the machine may write there', async () => {
    const CloudWatchOutputConfig = { CloudWatchOutputEnabled: true, CloudWatchLogGroupName: '/aws/ssm/night' };
    const id = await run(['echo night'], { CloudWatchOutputConfig });
    expect(messages(await read({ logGroupName: '/aws/ssm/night', logStreamName: streamOf(id) }))).toEqual(['night']);
    const lost = await run(['echo lost'], { CloudWatchOutputConfig: { ...CloudWatchOutputConfig, CloudWatchLogGroupName: 'own' } });
    expect((await operator.status(lost))?.Status).toBe('Success');
    expect(aws.local.world.places.get(`${production}/eu-central-1`)?.logGroups.has('own')).toBe(false);
  });

  test('of a hybrid machine, whose role has no right to write, is nowhere', async () => {
    const id = await run(['echo hybrid'], { InstanceIds: [seededId('onprem-01')] });
    const streams = await observer.logs.send(new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: `${id}/` }));
    expect(streams.logStreams).toEqual([]);
  });
});

describe('reading a stream', () => {
  let stream = '';
  beforeAll(async () => {
    stream = streamOf(await run(['seq 1 100000'])); // of several events, as the agent cuts them
  });

  test('begins with the newest events unless told to begin at the head', async () => {
    const head = await read({ logStreamName: stream, startFromHead: true, limit: 1 });
    const tail = await read({ logStreamName: stream, limit: 1 });
    expect(messages(head)?.[0]).toMatch(/^1\n2\n/);
    expect(messages(tail)?.[0]).toMatch(/\n99999\n100000$/);
    const back = await read({ logStreamName: stream, limit: 1, nextToken: tail.nextBackwardToken });
    expect(messages(back)?.[0]).not.toBe(messages(tail)?.[0]);
  });

  test('ends where a token comes back unchanged, in both directions', async () => {
    const all = await read({ logStreamName: stream, startFromHead: true });
    const ahead = await read({ logStreamName: stream, startFromHead: true, nextToken: all.nextForwardToken });
    expect([ahead.events, ahead.nextForwardToken]).toEqual([[], all.nextForwardToken]);
    const before = await read({ logStreamName: stream, nextToken: all.nextBackwardToken });
    expect([before.events, before.nextBackwardToken]).toEqual([[], all.nextBackwardToken]);
  });

  test('keeps to a window of time, and refuses tokens and limits that are none', async () => {
    const at = (await read({ logStreamName: stream, limit: 1 })).events?.[0]?.timestamp ?? 0;
    expect((await read({ logStreamName: stream, startTime: at + 1 })).events).toEqual([]);
    expect((await read({ logStreamName: stream, endTime: at })).events).toEqual([]);
    expect((await refusalOf(read({ logStreamName: stream, nextToken: 'mine' }))).name).toBe('InvalidParameterException');
    expect((await refusalOf(read({ logStreamName: stream, limit: 10_001 }))).name).toBe('InvalidParameterException');
  });
});

test('words find events among all streams', async () => {
  const id = await run(['echo needle here', 'echo hay >&2']);
  const find = (filterPattern: string) =>
    observer.logs.send(new FilterLogEventsCommand({ logGroupName: group, logStreamNamePrefix: `${id}/`, filterPattern }));
  expect((await find('needle here')).events?.map(({ logStreamName }) => logStreamName)).toEqual([streamOf(id)]);
  expect((await find('')).events).toHaveLength(2);
  expect((await refusalOf(find('{ $.a = 1 }'))).name).toBe('InvalidParameterException');
});

test('what is not there and what is not allowed is refused', async () => {
  expect((await refusalOf(read({ logGroupName: '/aws/ssm/none', logStreamName: 's' }))).name).toBe('ResourceNotFoundException');
  expect((await refusalOf(read({ logStreamName: 'none' }))).message).toBe('The specified log stream does not exist.');
  expect((await refusalOf(read({ logGroupName: 'billing', logStreamName: 's' }))).name).toBe('AccessDeniedException');
  await aws.fault('GetLogEvents', 'throttle', { times: 1 });
  expect((await refusalOf(read({ logStreamName: 's' }))).name).toBe('ThrottlingException');
});

test('the agent cuts text into events without losing a letter, at ends of lines where it can', () => {
  const line = fc.string({ maxLength: 50, unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 4000 }), (lines, times) => {
      const text = lines.map((each) => `${each.repeat(times)}\n`).join('');
      const texts = eventTexts(text);
      expect(texts.join('')).toBe(text);
      for (const each of texts) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(256 * 1024); // PutLogEvents
    }),
    { numRuns: 30 },
  );
});
