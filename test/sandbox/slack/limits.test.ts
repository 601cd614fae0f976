import type { KnownBlock, ModalView } from '@slack/web-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockProblems } from '../../../sandbox/slack/blocks/limits.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';
import { button, plain, refusal, section, webClient } from './app.ts';

let slack: LocalSlack;
let people: People;

beforeAll(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  await people.rates(false);
});

afterAll(async () => {
  people.close();
  await slack.close();
});

const post = (blocks: unknown[]) =>
  refusal(webClient(slack).chat.postMessage({ channel: 'C0OPS', text: 'x', blocks: blocks as KnownBlock[] }));
const publish = (view: unknown) => refusal(webClient(slack).views.publish({ user_id: 'U0ANA', view: view as never }));
const openWith = (view: unknown) => refusal(webClient(slack).views.open({ trigger_id: 'none', view: view as ModalView }));

test('a section takes 3,000 characters and no more, and says where it is too long', async () => {
  expect(await post([section('x'.repeat(3000))])).toBeUndefined();
  expect(await post([section('fine'), section('x'.repeat(3001))])).toEqual({
    error: 'invalid_blocks',
    messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
  });
});

test('an empty text is refused', async () => {
  expect((await post([section('')]))?.messages).toEqual(['[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]']);
  expect((await refusal(webClient(slack).chat.postMessage({ channel: 'C0OPS', text: '' })))?.error).toBe('no_text');
});

test('a message takes 50 blocks and no more', async () => {
  const many = (count: number) => Array.from({ length: count }, () => ({ type: 'divider' }));
  expect(await post(many(50))).toBeUndefined();
  expect((await post(many(51)))?.messages).toEqual(['[ERROR] no more than 50 items allowed [json-pointer:/blocks]']);
});

test('a message with more than 13,200 characters of blocks is too long, though each block is right', async () => {
  const big = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
  expect((await post(big))?.error).toBe('msg_blocks_too_long');
});

test('blocks and fields that Slack does not know are refused', async () => {
  expect((await post([{ type: 'marquee' }]))?.messages).toEqual(['[ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]']);
  expect((await post([{ ...section('x'), colour: 'red' }]))?.messages).toEqual([
    '[ERROR] invalid additional property: colour [json-pointer:/blocks/0]',
  ]);
  expect((await post([{ type: 'header' }]))?.messages).toEqual(['[ERROR] missing required field: text [json-pointer:/blocks/0]']);
  expect((await post([{ type: 'section', block_id: 'a' }]))?.messages).toEqual([
    '[ERROR] must define either `text` or `fields` [json-pointer:/blocks/0]',
  ]);
});

test('ids must be unique: block_id in the message, action_id in the block', async () => {
  expect(
    (
      await post([
        { ...section('x'), block_id: 'a' },
        { ...section('y'), block_id: 'a' },
      ])
    )?.messages[0],
  ).toContain('`block_id` must be unique');
  expect((await post([{ type: 'actions', elements: [button('a', 'One'), button('a', 'Two')] }]))?.messages[0]).toContain(
    '`action_id` must be unique',
  );
});

test.each([
  ['a header of 151 characters', { type: 'header', text: plain('x'.repeat(151)) }],
  ['a button of 76 characters', { type: 'actions', elements: [button('a', 'x'.repeat(76))] }],
  ['26 buttons', { type: 'actions', elements: Array.from({ length: 26 }, (_, n) => button(`a${n}`, 'x')) }],
  ['11 fields', { type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }],
  ['a field of 2,001 characters', { type: 'section', fields: [plain('x'.repeat(2001))] }],
  ['11 context elements', { type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }],
  ['a block_id of 256 characters', { ...section('x'), block_id: 'x'.repeat(256) }],
  ['mrkdwn in a header', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
  [
    'a confirm dialog without its text',
    { type: 'actions', elements: [{ ...button('a', 'x'), confirm: { title: plain('x'), confirm: plain('y'), deny: plain('n') } }] },
  ],
  ['a finished task called completed', { type: 'task_card', task_id: '1', title: 'x', status: 'completed' }],
  ['a row of 21 cells', { type: 'table', rows: [Array.from({ length: 21 }, () => ({ type: 'raw_text', text: 'x' }))] }],
  ['101 rows', { type: 'table', rows: Array.from({ length: 101 }, () => [{ type: 'raw_text', text: 'x' }]) }],
  ['an alert in a message', { type: 'alert', text: plain('x') }],
  [
    'rich text with an empty piece',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
  ],
  ['an image without a picture', { type: 'image', alt_text: 'x' }],
  [
    '101 options',
    {
      type: 'actions',
      elements: [
        { type: 'static_select', action_id: 'a', options: Array.from({ length: 101 }, (_, n) => ({ text: plain('x'), value: String(n) })) },
      ],
    },
  ],
  ['a select without options', { type: 'actions', elements: [{ type: 'static_select', action_id: 'a' }] }],
])('%s is refused', async (_what, block) => {
  expect((await post([block]))?.error).toBe('invalid_blocks');
});

test('a plan and a task card do not go together, and neither do two tables', async () => {
  const task = { type: 'task_card', task_id: '1', title: 'x', status: 'complete' };
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
  expect(await post([task])).toBeUndefined();
  expect((await post([task, { type: 'plan', title: 'y', tasks: [{ ...task, task_id: '2' }] }]))?.error).toBe('invalid_blocks');
  expect((await post([table, table]))?.error).toBe('invalid_blocks');
});

test('a view has its own limits', async () => {
  const modal = { type: 'modal', title: plain('Title'), blocks: [section('x')] };
  const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'a' } };
  // Right views get as far as their trigger.
  expect((await openWith(modal))?.error).toBe('invalid_trigger_id');
  expect((await publish({ type: 'home', blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }))?.error).toBe(
    'invalid_arguments',
  );
  expect((await publish({ type: 'home', blocks: [{ type: 'markdown', text: 'x' }] }))?.messages[0]).toContain('unsupported type: markdown');
  expect((await publish({ type: 'home', blocks: Array.from({ length: 90 }, () => section('x'.repeat(2990))) }))?.error).toBe(
    'view_too_large',
  );
  expect(await publish({ type: 'home', blocks: [input] })).toBeUndefined();
});

test('any section text from 1 to 3,000 characters is right, and any longer one is not', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 3000, unit: 'grapheme-ascii' }), fc.integer({ min: 1, max: 500 }), (text, more) => {
      expect(blockProblems([section(text)], 'message')).toEqual([]);
      expect(blockProblems([section(text.padEnd(3000 + more, 'x'))], 'message')).toHaveLength(1);
    }),
  );
});

test('whatever is given as blocks, the check answers and does not break', () => {
  fc.assert(
    fc.property(fc.array(fc.anything()), (blocks) => {
      expect(Array.isArray(blockProblems(blocks, 'message'))).toBe(true);
    }),
  );
});
