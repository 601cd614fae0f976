import type { RawDelivery } from '../../sandbox/slack/control/route.ts';

/** What a delivery is about: a request that waits, and where answers go. */
export interface About {
  readonly id: string;
  readonly hash: string;
  readonly answers: string;
}

type Json = Record<string, unknown>;

const bo = { id: 'U0BO', username: 'bo', name: 'bo', team_id: 'T0ACME' };
const incident = { id: 'C0INC42', name: 'incident-42' };
const common = { user: bo, api_app_id: 'A0SSM', token: 'sandbox-verification', team: { id: 'T0ACME', domain: 'acme' }, enterprise: null };
const text = (value: string): Json => ({ value: { type: 'plain_text_input', value } });

const submission = (verb: string, { id, hash }: About, values: Json): Json => ({
  type: 'view_submission',
  ...common,
  view: {
    id: 'V0SEEN',
    type: 'modal',
    callback_id: verb,
    private_metadata: JSON.stringify({ id, hash }),
    blocks: [{ type: 'input', block_id: 'comment' }],
    state: { values },
  },
});
const click = (verb: string, { answers }: About, value: string): Json => ({
  type: 'block_actions',
  ...common,
  container: { type: 'message', message_ts: '1.1', channel_id: incident.id, is_ephemeral: false },
  channel: incident,
  message: { ts: '1.1' },
  actions: [{ type: 'button', action_id: verb, block_id: 'b', value }],
  response_url: answers,
});

/**
 * One of each kind that Slack delivers, all by Bo, as Slack writes them. Each has a trigger of its own, or the second
 * would be the first again.
 */
export const deliveries: Readonly<Record<string, (about: About, trigger: string) => RawDelivery>> = {
  command: ({ answers }, trigger_id) => ({
    type: 'slash_commands',
    payload: {
      command: '/ssm',
      text: 'run tag:App=none --env dev -- uptime',
      user_id: bo.id,
      user_name: bo.name,
      team_id: bo.team_id,
      channel_id: incident.id,
      channel_name: incident.name,
      api_app_id: 'A0SSM',
      is_enterprise_install: 'false',
      response_url: answers,
      trigger_id,
    },
  }),
  enquiry: (about, trigger) => {
    const { payload, type } = (deliveries.command as (typeof deliveries)[string])(about, trigger);
    return { type, payload: { ...payload, text: `status ${about.id}` } };
  },
  approval: (about, trigger_id) => ({
    type: 'interactive',
    payload: { ...submission('request.approve', about, { comment: text('go') }), trigger_id },
  }),
  rejection: (about, trigger_id) => ({
    type: 'interactive',
    payload: { ...submission('request.reject', about, { comment: text('no') }), trigger_id },
  }),
  form: (about, trigger_id) => {
    const payload = submission('command.run', about, {
      environment: { value: { type: 'static_select', selected_option: { value: 'dev' } } },
      'field.targets': { value: { type: 'multi_external_select', selected_options: [{ value: 'tag:App=none' }] } },
      'field.script': text('uptime'),
    });
    const place = { id: Buffer.from(trigger_id).toString('hex').padEnd(32, '0').slice(0, 32), channel: incident };
    return {
      type: 'interactive',
      payload: { ...payload, view: { ...(payload.view as Json), private_metadata: JSON.stringify(place) }, trigger_id },
    };
  },
  confirmation: (about, trigger_id) => ({
    type: 'interactive',
    payload: { ...click('request.confirm', about, JSON.stringify({ id: about.id, hash: about.hash })), trigger_id },
  }),
  cancel: (about, trigger_id) => ({
    type: 'interactive',
    payload: { ...click('request.cancel', about, JSON.stringify({ id: about.id, hash: about.hash })), trigger_id },
  }),
  line: (about, trigger_id) => ({ type: 'interactive', payload: { ...click('line.0', about, `status ${about.id}`), trigger_id } }),
  choices: (_about, trigger_id) => ({
    type: 'interactive',
    payload: {
      type: 'block_suggestion',
      ...common,
      action_id: 'pick.targets',
      block_id: 'field.targets',
      value: 'App',
      view: { id: 'V0FORM', type: 'modal', private_metadata: JSON.stringify({ id: 'x', channel: incident, environment: 'staging' }) },
      trigger_id,
    },
  }),
  shortcut: (about, trigger_id) => ({
    type: 'interactive',
    payload: {
      type: 'message_action',
      ...common,
      callback_id: 'message.act',
      channel: incident,
      message: { ts: '1.1', text: 'i-0123456789abcdef0 is slow' },
      message_ts: '1.1',
      response_url: about.answers,
      trigger_id,
    },
  }),
  mention: (_about, trigger) => ({
    type: 'events_api',
    payload: {
      type: 'event_callback',
      team_id: 'T0ACME',
      api_app_id: 'A0SSM',
      token: 'sandbox-verification',
      event_id: `Ev${trigger}`,
      event_time: 1,
      authorizations: [{ enterprise_id: null, team_id: 'T0ACME', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
      event: {
        type: 'app_mention',
        user: bo.id,
        team: bo.team_id,
        text: '<@U0BOT> list',
        channel: incident.id,
        ts: '1.2',
        event_ts: '1.2',
      },
    },
  }),
};

/** An approval by anybody, as it would come from somebody whom the screen offers none. */
export function approvalBy(user: string, about: Pick<About, 'id' | 'hash'>): RawDelivery {
  const { type, payload } = (deliveries.approval as (typeof deliveries)[string])({ ...about, answers: '' }, `by ${user} on ${about.id}`);
  return { type, payload: { ...payload, user: { id: user, username: user, team_id: 'T0ACME' } } };
}
