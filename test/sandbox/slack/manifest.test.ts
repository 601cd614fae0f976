import { expect, test } from 'vitest';
import { withManifest } from '../../../sandbox/slack/manifest.ts';
import { acme } from '../../../sandbox/slack/seed.ts';
import { startLocalSlack } from '../../../sandbox/slack/server.ts';
import { refusal, section, webClient } from './app.ts';

const manifest = `
features:
  app_home: { home_tab_enabled: false }
  slash_commands: [{ command: /ops }]
  shortcuts: [{ name: Look, callback_id: look, type: message }]
oauth_config: { scopes: { bot: [commands, chat:write] } }
settings: { event_subscriptions: { bot_events: [app_mention] } }
`;

test('the app may do what its manifest says, and nothing more', async () => {
  const seed = withManifest(acme, manifest);
  expect(seed.app).toMatchObject({
    commands: ['/ops'],
    shortcuts: [{ name: 'Look' }],
    scopes: ['commands', 'chat:write'],
    events: ['app_mention'],
  });
  const slack = await startLocalSlack({ seed });
  try {
    const { chat, users, views } = webClient(slack);
    expect(await refusal(chat.postMessage({ channel: 'C0OPS', text: 'x' }))).toBeUndefined();
    expect((await refusal(users.info({ user: 'U0ANA' })))?.error).toBe('missing_scope');
    expect((await refusal(views.publish({ user_id: 'U0ANA', view: { type: 'home', blocks: [section('x')] } })))?.error).toBe('not_enabled');
  } finally {
    await slack.close();
  }
});

test('an empty manifest grants nothing', () => {
  expect(withManifest(acme, '{}').app).toMatchObject({ commands: [], shortcuts: [], scopes: [], events: [], homeTab: false });
});
