import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';
import { socketApp } from './app.ts';

let slack: LocalSlack;
let people: People;
let app: App;

beforeAll(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  app = socketApp(slack);
  app.command('/ssm', async ({ ack, respond, command }) => {
    await ack();
    await respond({
      text: `You typed ${command.text}`,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*Plan* for \`${command.text}\` by <@${command.user_id}>` } },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'ask', text: { type: 'plain_text', text: 'Ask for approval' }, value: command.text },
            {
              type: 'button',
              action_id: 'drop',
              text: { type: 'plain_text', text: 'Discard' },
              confirm: {
                title: { type: 'plain_text', text: 'Discard it?' },
                text: { type: 'plain_text', text: 'It is gone then.' },
                confirm: { type: 'plain_text', text: 'Discard' },
                deny: { type: 'plain_text', text: 'Keep' },
              },
            },
          ],
        },
      ],
    });
  });
  app.action('drop', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
  app.action('ask', async ({ ack, client, body }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'reason',
        private_metadata: body.channel?.id ?? '',
        title: { type: 'plain_text', text: 'Why?' },
        submit: { type: 'plain_text', text: 'Ask' },
        blocks: [
          {
            type: 'input',
            block_id: 'why',
            label: { type: 'plain_text', text: 'Reason' },
            element: { type: 'plain_text_input', action_id: 'text' },
          },
          {
            type: 'input',
            block_id: 'who',
            optional: true,
            label: { type: 'plain_text', text: 'Group' },
            element: {
              type: 'static_select',
              action_id: 'pick',
              options: ['sre-leads', 'security'].map((name) => ({ text: { type: 'plain_text' as const, text: name }, value: name })),
            },
          },
        ],
      },
    });
  });
  app.view('reason', async ({ ack, view, client, body }) => {
    const reason = view.state.values.why?.text?.value ?? '';
    if (reason.length < 5) return ack({ response_action: 'errors', errors: { why: 'Say a little more.' } });
    await ack();
    const group = view.state.values.who?.pick?.selected_option?.value;
    const root = await client.chat.postMessage({ channel: view.private_metadata, text: `Asked: ${reason}` });
    await client.chat.postMessage({
      channel: view.private_metadata,
      thread_ts: root.ts as string,
      text: `${group} please, for <@${body.user.id}>`,
    });
    await client.chat.postEphemeral({ channel: view.private_metadata, user: body.user.id, text: 'Only for you' });
  });
  await app.start();
});

afterAll(async () => {
  people.close();
  await app.stop();
  await slack.close();
});

test('a command, its card, a modal and the messages that follow go round by Socket Mode', async () => {
  const ana = people.person('U0ANA');
  const bo = people.person('U0BO');
  await ana.types('/ssm run "uptime" --env prod', 'incident-42');
  const card = await ana.sees('incident-42', /Plan for run "uptime" --env prod by @ana/);
  expect(card.ephemeral).toBe(true);
  expect(card.buttons).toEqual(['Ask for approval', 'Discard']);
  expect(await bo.messages('incident-42')).toEqual([]);
  await expect(ana.clicks(card, 'Approve')).rejects.toThrow('There are: "Ask for approval", "Discard"');

  await ana.clicks(card, 'Ask for approval');
  const modal = await ana.seesModal('Why?');
  expect((await ana.submits(modal)).errors).toEqual({ Reason: 'Please complete this required field.' });
  await ana.fills(modal, { Reason: 'slow', Group: 'sre-leads' });
  expect((await ana.submits(modal)).errors).toEqual({ Reason: 'Say a little more.' });
  await ana.fills(modal, { Reason: 'p95 over 4 s' });
  expect(await ana.submits(modal)).toEqual({ closed: true, errors: {} });

  const root = await bo.sees('incident-42', 'Asked: p95 over 4 s');
  expect((await bo.seesInThread('incident-42', root.ts, 'sre-leads please')).visible).toBe('sre-leads please, for @ana');
  expect((await ana.sees('incident-42', 'Only for you')).ephemeral).toBe(true);

  expect(await ana.clicks(card, 'Discard', { confirm: false })).toContain('Discard it?');
  await ana.clicks(card, 'Discard');
  await ana.gone(card);
});
