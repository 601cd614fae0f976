import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * Web API methods and the bot scopes that they need, from the "Required scopes" of each method's page
 * (https://docs.slack.dev/reference/methods). Of several scopes each is for one kind of conversation: public channels,
 * private ones, direct messages. The bot works in all three.
 */
export const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read'],
  'conversations.list': ['channels:read'],
  'conversations.join': ['channels:join'],
  'conversations.members': ['channels:read', 'groups:read', 'im:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.uploadV2': ['files:write'],
  filesUploadV2: ['files:write'],
  'functions.completeError': [],
  'functions.completeSuccess': [],
  'reactions.add': ['reactions:write'],
  'team.info': ['team:read'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};

/** Events and the bot scopes that they need (https://docs.slack.dev/reference/events). */
export const eventScopes: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  function_executed: [],
  'message.im': ['im:history'],
};

const families = 'auth|bookmarks|bots|chat|conversations|files|functions|pins|reactions|team|usergroups|users|views';

export interface Uses {
  readonly methods: readonly string[];
  readonly commands: readonly string[];
  readonly events: readonly string[];
  readonly shortcuts: readonly string[];
}

/** What the source asks of Slack: the Web API methods that it calls, and the deliveries that it listens to. */
export async function usesOfSource(): Promise<Uses> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const text = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
  const all = (pattern: RegExp): string[] =>
    [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found.replace(/\s/g, '')))].sort();
  const listened = (kind: string) => all(new RegExp(`\\bapp\\.${kind}\\(\\s*\\{?\\s*(?:callback_id:\\s*)?['"]([^'"]+)['"]`, 'g'));
  return {
    methods: [
      ...all(new RegExp(`\\b(?:slack|client|web)\\s*\\.\\s*((?:${families})\\s*\\.\\s*\\w+(?:\\s*\\.\\s*\\w+)?)\\s*\\(`, 'g')),
      ...all(/\.\s*(filesUploadV2)\s*\(/g),
      ...all(/\.\s*apiCall\(\s*['"]([\w.]+)['"]/g),
    ],
    commands: listened('command'),
    events: [
      ...listened('event').map((name) => (name === 'message' ? 'message.im' : name)),
      ...(/\bapp\.message\(/.test(text) ? ['message.im'] : []),
    ],
    shortcuts: listened('shortcut'),
  };
}
