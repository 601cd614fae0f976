import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Request } from '../../src/domain/request.ts';
import { answerTo, ask, recordOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { listenForAnswers } from './answers.ts';
import { type About, deliveries } from './deliveries.ts';

const twoLeads = `
permit (principal, action, resource);
@approval("2 of sre-leads") forbid (principal, action in Action::"operation", resource);
`;
type Payload = Record<string, unknown>;

describe.each([
  ['over sockets', false],
  ['over signed HTTP', true],
])('%s', (_, http) => {
  let stage: Stage;
  let about: About;
  let answers: Awaited<ReturnType<typeof listenForAnswers>>;
  beforeAll(async () => {
    stage = await setStage({ speed: 60, http, policies: twoLeads });
    await stage.aws.allowsRates(100);
    await stage.slack.rates(false);
    answers = await listenForAnswers();
    const { id } = await ask(stage.ana, '/ssm run tag:App=batch --env prod -- uptime');
    const { id: whole, hash = '' } = (await recordOf(stage, id)) as unknown as Request;
    about = { id: whole, hash, answers: answers.url };
  });
  afterAll(async () => {
    await answers.close();
    await stage.strike();
  });

  let triggers = 0;
  /** Sends one of Bo's deliveries with other fields in it. */
  const send = async (kind: string, other: Payload, trigger = `foreign-${++triggers}`) => {
    const { type, payload } = (deliveries[kind] as (typeof deliveries)[string])(about, trigger);
    return stage.slack.deliver({ type, payload: { ...payload, ...other } });
  };
  const record = async () => (await recordOf(stage, about.id.slice(0, 6))) as unknown as Request;
  const written = async () => [await stage.redis.zcard('{ssm-chatops}:recent'), (await record()).version];
  /** What was sent before is handled by then: deliveries are taken in their order. */
  const handled = () => answerTo(stage.ana, '/ssm env');
  const user = (own: object) => ({ user: { id: 'U0BO', username: 'bo', name: 'bo', ...own } });

  const strangers: readonly [string, Payload, Payload][] = [
    ['of another workspace', user({ team_id: 'T0OTHER' }), { team_id: 'T0OTHER' }],
    [
      'of another workspace of an organisation',
      { ...user({ team_id: 'T0OTHER' }), enterprise: { id: 'E0OTHER' } },
      { team_id: 'T0OTHER', enterprise_id: 'E0OTHER' },
    ],
    ['whose workspace is not said', user({}), { team_id: undefined }],
    ['whose workspace is said to be nothing', user({ team_id: '' }), { team_id: '' }],
  ];

  test.each(strangers)('somebody %s clicks, types and sends nothing that counts, and is told so', async (_who, inClick, inCommand) => {
    const before = await written();
    const told = answers.all.length;
    await send('approval', inClick);
    await send('rejection', inClick);
    await send('form', inClick);
    await send('shortcut', inClick);
    await send('cancel', inClick);
    await send('confirmation', inClick);
    await send('line', inClick);
    const { body = '' } = await send('command', inCommand);
    await handled();
    expect(await written()).toEqual(before);
    await until('an answer to each click', async () => answers.all.length >= told + 3);
    for (const answer of answers.all.slice(told)) expect(answer).toMatch(/not a member of the workspace/);
    // Over a socket the answer goes with the acknowledgement, which only the stand-in sees.
    if (http) expect(body).toMatch(/not a member of the workspace/);
  });

  test('a stranger who came with a shared channel is refused by what Slack says of the account, whatever the delivery claims', async () => {
    await send('approval', { user: { id: 'U0OTTO', username: 'otto', team_id: 'T0ACME' } });
    const { dismissals } = await until('the click to be judged', async () => {
      const now = await record();
      return now.dismissals.some(({ by }) => by.id === 'U0OTTO') && now;
    });
    expect(dismissals.at(-1)?.why).toMatch(/not a member of the workspace/);
    expect((await record()).approvals).toEqual([]);
  });

  test.each([
    ['the bot itself', 'U0BOT'],
    ['a guest', 'U0GUS'],
    ['somebody whose account is deactivated', 'U0DINA'],
    ['somebody whom Slack does not know', 'U0NONE'],
  ])('%s has nothing done: it is denied, and neither approves nor cancels', async (_who, id) => {
    const trigger = `denied-${id}`;
    await send('command', { user_id: id, user_name: id }, trigger);
    await send('approval', { user: { id, username: id, team_id: 'T0ACME' } });
    await send('cancel', { user: { id, username: id, team_id: 'T0ACME' } });
    const newest = await until('the command to be denied', async () => {
      const [key = ''] = await stage.redis.zrevrange(`{ssm-chatops}:asker:${id}`, 0, 0);
      if (key === '') return undefined;
      const made = (await recordOf(stage, key)) as unknown as Request;
      return made.state === 'denied' && made;
    });
    expect(newest.plan).toBeUndefined();
    const now = await until('the click to be judged', async () => {
      const each = await record();
      return each.verdicts.length === 0 && each.dismissals.some(({ by }) => by.id === id) && each;
    });
    expect([now.state, now.approvals]).toEqual(['awaiting', []]);
  });

  test('a bot that speaks of us, or a message of another workspace in a shared channel, makes nothing', async () => {
    const before = await written();
    const { payload } = (deliveries.mention as (typeof deliveries)[string])(about, 'unused');
    const event = { ...(payload.event as Payload), text: '<@U0BOT> run tag:App=batch --env prod -- reboot' };
    await send('mention', { event: { ...event, bot_id: 'B0ELSE' } });
    await send('mention', { event: { ...event, user: undefined } });
    await send('mention', {
      event: { ...event, user: 'U0OTTO', user_team: 'T0OTHER', source_team: 'T0OTHER' },
      is_ext_shared_channel: true,
    });
    await send('mention', { event: { ...event, team: undefined }, is_ext_shared_channel: true });
    await send('mention', { event: { ...event, user: 'U0OTTO' }, is_ext_shared_channel: true });
    await handled();
    expect(await written()).toEqual(before);
  });

  test('the same delivery again is the same request and the same click', async () => {
    const count = () => stage.redis.zcard('{ssm-chatops}:recent');
    const before = await count();
    for (const kind of ['command', 'form', 'mention']) {
      const { payload } = (deliveries[kind] as (typeof deliveries)[string])(about, 'twice');
      const event = { ...(payload.event as Payload), text: '<@U0BOT> run tag:App=none --env dev -- uptime' };
      const other = kind === 'mention' ? { event } : {};
      await send(kind, other, `twice-${kind}`);
      await send(kind, other, `twice-${kind}`);
    }
    await until('three requests', async () => (await count()) === before + 3);
    await handled();
    expect(await count()).toBe(before + 3);
    await Promise.all(Array.from({ length: 5 }, () => send('approval', { user: { id: 'U0CLEO', team_id: 'T0ACME' } }, 'one click')));
    const now = await until('the approval', async () => {
      const each = await record();
      return each.verdicts.length === 0 && each.approvals.length > 0 && each;
    });
    expect(now.approvals.map(({ by }) => by.id)).toEqual(['U0CLEO']);
    expect(now.state).toBe('awaiting');
  });

  test('the button of an older plan, or of another request, decides nothing about this one', async () => {
    const before = (await record()).version;
    const { payload } = (deliveries.approval as (typeof deliveries)[string])(about, 'stale');
    const view = payload.view as Payload;
    for (const reference of [
      { id: about.id, hash: '0'.repeat(64) },
      { id: '0'.repeat(32), hash: about.hash },
      { id: about.id },
      'no JSON',
      about.id,
    ])
      await send('approval', { view: { ...view, private_metadata: JSON.stringify(reference) } });
    await handled();
    expect((await record()).version).toBe(before);
  });
});
