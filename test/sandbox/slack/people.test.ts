import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';
import { button, plain, refusal, section, socketApp, until, webClient } from './app.ts';

let slack: LocalSlack;
let people: People;
let app: App;
const bodies: Record<string, unknown>[] = [];

beforeAll(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
  app = socketApp(slack);
  app.use(async ({ body, next }) => {
    bodies.push(body as unknown as Record<string, unknown>);
    await next();
  });
  app.command('/ssm', async ({ ack }) => ack());
  app.action(/.*/, async ({ ack }) => ack());
  app.shortcut('ask', async ({ ack, client, shortcut }) => {
    await ack();
    const options = [
      { text: plain('One'), value: '1' },
      { text: plain('Two'), value: '2' },
    ];
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'all',
        title: plain('All fields'),
        submit: plain('Send'),
        notify_on_close: true,
        blocks: [
          { type: 'input', block_id: 'a', label: plain('Text'), element: { type: 'plain_text_input', action_id: 'x', min_length: 3 } },
          {
            type: 'input',
            block_id: 'b',
            label: plain('Number'),
            element: { type: 'number_input', action_id: 'x', is_decimal_allowed: false, max_value: '50' },
          },
          { type: 'input', block_id: 'c', label: plain('Several'), element: { type: 'multi_static_select', action_id: 'x', options } },
          { type: 'input', block_id: 'd', label: plain('Person'), element: { type: 'users_select', action_id: 'x' } },
          { type: 'input', block_id: 'e', label: plain('Day'), element: { type: 'datepicker', action_id: 'x' } },
          {
            type: 'input',
            block_id: 'f',
            label: plain('Document'),
            element: { type: 'external_select', action_id: 'doc', min_query_length: 2 },
          },
          { type: 'input', block_id: 'g', optional: true, label: plain('Boxes'), element: { type: 'checkboxes', action_id: 'x', options } },
        ],
      },
    });
  });
  app.options('doc', async ({ ack, payload }) => {
    const names = ['AWS-RunShellScript', 'AWS-RunPatchBaseline'].filter((name) => name.includes(payload.value));
    await ack({ options: names.map((name) => ({ text: plain(name), value: name })) });
  });
  app.view('all', async ({ ack }) => ack());
  app.view({ callback_id: 'all', type: 'view_closed' }, async ({ ack }) => ack());
  app.event('app_home_opened', async ({ client, event }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Needs you: nothing')] } });
  });
  app.message(/.*/, async ({ say }) => {
    await say('I heard you');
  });
  await app.start();
});

afterAll(async () => {
  people.close();
  await app.stop();
  await slack.close();
});

const body = (type: string) => until(() => bodies.find((one) => (one.type ?? (one.command ? 'command' : '')) === type), type);

test('an outsider acts under his own workspace, and users.info says so', async () => {
  const otto = people.person('U0OTTO');
  await otto.types('/ssm help', 'incident-42');
  expect(await body('command')).toMatchObject({ user_id: 'U0OTTO', team_id: 'T0OTHER' });
  await webClient(slack).chat.postMessage({
    channel: 'C0INC42',
    text: 'x',
    blocks: [{ type: 'actions', elements: [button('go', 'Go')] }, section('card')],
  });
  await otto.clicks(await otto.sees('incident-42', 'card'), 'Go');
  expect(await body('block_actions')).toMatchObject({
    user: { id: 'U0OTTO', team_id: 'T0OTHER' },
    team: { id: 'T0OTHER' },
    api_app_id: 'A0SSM',
  });
  await otto.types('@ssm hello', 'incident-42');
  expect(await body('event_callback')).toMatchObject({
    team_id: 'T0ACME',
    is_ext_shared_channel: true,
    event: { type: 'app_mention', user: 'U0OTTO', user_team: 'T0OTHER', source_team: 'T0OTHER' },
  });
  expect((await webClient(slack).users.info({ user: 'U0OTTO' })).user).toMatchObject({ team_id: 'T0OTHER' });
});

test('guests and deactivated people are marked, and a deactivated person can do nothing', async () => {
  const { users } = webClient(slack);
  expect((await users.info({ user: 'U0GUS' })).user).toMatchObject({ is_restricted: true, deleted: false });
  expect((await users.info({ user: 'U0DINA' })).user).toMatchObject({ deleted: true });
  expect((await refusal(users.info({ user: 'U0NOBODY' })))?.error).toBe('user_not_found');
  await expect(people.person('U0DINA').types('/ssm help', 'ops')).rejects.toThrow('deactivated');
  await people.deactivate('U0CLEO');
  expect((await users.info({ user: 'U0CLEO' })).user).toMatchObject({ deleted: true });
  const { usergroups = [] } = await webClient(slack).usergroups.list({ include_users: true });
  expect(usergroups.find((group) => group.handle === 'sre-leads')).toMatchObject({ users: ['U0BO'] });
});

test('a group changes when an administrator changes it', async () => {
  await people.setGroup('security', ['U0WES']);
  expect((await webClient(slack).usergroups.users.list({ usergroup: 'S0SEC' })).users).toEqual(['U0WES']);
});

test('a message shortcut opens a modal, whose fields take what people write and choose', async () => {
  const ana = people.person('U0ANA');
  await ana.types('something is wrong', 'ops');
  await ana.usesShortcut('ask', await ana.sees('ops', 'something is wrong'));
  const modal = await ana.seesModal('All fields');
  await ana.fills(modal, { Text: 'ab', Number: '51' });
  const { errors } = await ana.submits(modal);
  expect(errors).toMatchObject({
    Text: 'Please enter at least 3 characters.',
    Number: 'Please enter a number of at most 50.',
    Several: 'Please complete this required field.',
  });
  expect(bodies.some((one) => one.type === 'view_submission')).toBe(false);
  expect(await ana.options(modal, 'Document', 'R')).toEqual([]);
  expect(await ana.options(modal, 'Document', 'Run')).toEqual(['AWS-RunShellScript', 'AWS-RunPatchBaseline']);
  await ana.fills(modal, {
    Text: 'abc',
    Number: '50',
    Several: ['One', 'Two'],
    Person: '@bo',
    Day: '2030-01-31',
    Document: 'AWS-RunShellScript',
    Boxes: ['Two'],
  });
  expect(await ana.submits(modal)).toEqual({ closed: true, errors: {} });
  const submitted = (await body('view_submission')) as { view: { state: { values: Record<string, Record<string, object>> } } };
  expect(submitted.view.state.values).toMatchObject({
    a: { x: { type: 'plain_text_input', value: 'abc' } },
    b: { x: { value: '50' } },
    c: { x: { selected_options: [{ value: '1' }, { value: '2' }] } },
    d: { x: { selected_user: 'U0BO' } },
    e: { x: { selected_date: '2030-01-31' } },
    f: { doc: { selected_option: { value: 'AWS-RunShellScript' } } },
    g: { x: { selected_options: [{ value: '2' }] } },
  });
});

test('an app is told of a closed modal where it asked for it', async () => {
  const ana = people.person('U0ANA');
  await ana.usesShortcut('ask', await ana.sees('ops', 'something is wrong'));
  await ana.closes(await ana.seesModal('All fields'));
  expect(await body('view_closed')).toMatchObject({ is_cleared: false, view: { callback_id: 'all' } });
  await ana.seesNoModal();
});

test('the Home tab shows what the app publishes, and a direct message is heard', async () => {
  const wes = people.person('U0WES');
  await wes.opensHome('Needs you: nothing');
  await wes.types('hello', 'ssm');
  await wes.sees('ssm', 'I heard you');
});

test('a command does not work in a thread, and an unknown one nowhere', async () => {
  const ana = people.person('U0ANA');
  await ana.replies(await ana.sees('ops', 'something is wrong'), '/ssm help');
  await ana.seesAlert('/ssm is not supported in threads');
  await ana.types('/sms help', 'ops');
  await ana.seesAlert('/sms is not a valid command');
});

test('what is not there is said with what is', async () => {
  const ana = people.person('U0ANA');
  await expect(ana.sees('ops', 'never said', { within: 50 })).rejects.toThrow(/No message in ops says never said[\s\S]*something is wrong/);
  await expect(ana.types('x', 'security')).rejects.toThrow('They are in: incident-42, ops, web-team, random, ssm');
});
