import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../src/domain/request.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { key } from '../../src/store/redis.ts';
import { createRequests } from '../../src/store/requests.ts';
import { answerTo, approve, ask, finalOf, recordOf, until } from '../support/asking.ts';
import { type Stage, setStage, testKey } from '../support/stage.ts';
import { deliveries } from './deliveries.ts';

const prod = '/ssm run tag:App=batch --env prod';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterAll(() => stage.strike());

/** The places in a record's text at which something stands that decides: each is altered on purpose, besides any byte. */
const telling = [
  ['"state":"awaiting"', '"state":"approved"'],
  ['"approvals":[]', '"approvals":[{"by":{"id":"U0BO","team":"T0ACME","name":"bo"},"groups":["sre-leads"],"hash":"HASH","at":1}]'],
  ['"sre-leads":1', '"sre-leads":0'],
  ['"id":"U0ANA"', '"id":"U0WES"'],
  ['["uptime"]', '["reboot"]'],
] as const;

test('a record in which any byte is another is refused everywhere, and nothing of it is done', async () => {
  const { ana, redis, aws, slack, clock } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  const other = await ask(ana, `${prod} -- uptime -p`);
  const { id, hash = '' } = (await recordOf(stage, asked.id)) as unknown as Request;
  const sealed = (await redis.hget(key('request', id), 'record')) ?? '';
  const put = (text: string) => redis.hset(key('request', id), 'record', text);
  const requests = createRequests(redis, createKeyring(testKey), clock, async () => undefined);
  const refused = async () => {
    await expect(requests.get(id)).rejects.toThrow('It is not acted upon');
    await expect(requests.change(id, () => ({ kind: 'expired' }))).rejects.toThrow('It is not acted upon');
    expect(await requests.getMany([id])).toEqual([]);
  };

  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
      const letter = String.fromCharCode(code);
      fc.pre(sealed[at] !== letter);
      await put(sealed.slice(0, at) + letter + sealed.slice(at + 1));
      await refused();
    }),
    { numRuns: 300 },
  );
  for (const [is, becomes] of telling) {
    expect(sealed).toContain(is);
    await put(sealed.replace(is, becomes.replace('HASH', hash)));
    await refused();
  }

  // It stays as it says that it was approved. A click, the sweep and the clock come by, and another request goes its way.
  await put(sealed.replace('"state":"awaiting"', '"state":"approved"'));
  const before = (await aws.sent()).length;
  await slack.deliver((deliveries.approval as (typeof deliveries)[string])({ id, hash, answers: '' }, 'on an altered one'));
  await approve(stage.bo, other);
  expect((await finalOf(ana, other)).visible).toContain('2 of 2 succeeded');
  clock.step(10_000);
  expect(await answerTo(ana, `/ssm status ${id.slice(0, 12)}`)).toMatch(/not as|altered|went wrong/i);
  expect(await answerTo(ana, '/ssm list mine')).not.toContain(id.slice(0, 6));
  const sent = (await aws.sent()).slice(before);
  expect(sent.filter(({ comment }) => comment.includes(id))).toEqual([]);

  // As it was, it goes on as it would have.
  await put(sealed);
  await approve(stage.cleo, asked);
  await until('its end', async () => ((await recordOf(stage, asked.id)) as unknown as Request).state === 'succeeded');
}, 120_000);
