import type { World } from '../world.ts';
import type { Method } from './call.ts';
import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import { ApiError } from './error.ts';
import * as files from './files.ts';
import * as functions from './functions.ts';
import * as people from './people.ts';
import * as views from './views.ts';

/** Slack's rate tiers, in calls a minute for the whole workspace, and the one special case. */
export type Tier = 1 | 2 | 3 | 4 | 'per-channel' | 'free';

export interface Known {
  readonly run: Method;
  readonly tier: Tier;
  /** Scopes of which one is enough; empty: none is needed. */
  readonly scopes: readonly string[];
  /** The kind of token that may call it. */
  readonly token: 'bot' | 'app';
}

const bot = (run: Method, tier: Tier, ...scopes: string[]): Known => ({ run, tier, scopes, token: 'bot' });
const reads = (what: string): string[] => [`channels:${what}`, `groups:${what}`, `im:${what}`];

function authTest({ world }: { world: World }): Record<string, unknown> {
  return {
    url: `https://${world.seed.team.domain}.slack.com/`,
    team: world.seed.team.name,
    user: world.app.name,
    team_id: world.seed.team.id,
    user_id: world.app.botUser,
    bot_id: world.app.botId,
    is_enterprise_install: false,
  };
}

const openConnection: Method = ({ sockets, world }) => {
  const ticket = sockets.ticket();
  if (!ticket) throw new ApiError('too_many_websockets');
  return { url: `${world.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.app.id}` };
};

/** Every Web API method that this stand-in knows; any other answers unknown_method. */
export const methods: Readonly<Record<string, Known>> = {
  'apps.connections.open': { run: openConnection, tier: 1, scopes: [], token: 'app' },
  'auth.test': bot(authTest, 'free'),
  'bots.info': bot(people.botInfo, 3, 'users:read'),
  'chat.delete': bot(chat.deleteMessage, 3, 'chat:write'),
  'chat.getPermalink': bot(chat.getPermalink, 'free'),
  'chat.postEphemeral': bot(chat.postEphemeral, 4, 'chat:write'),
  'chat.postMessage': bot(chat.postMessage, 'per-channel', 'chat:write'),
  'chat.update': bot(chat.update, 3, 'chat:write'),
  'conversations.history': bot(conversations.history, 3, ...reads('history')),
  'conversations.info': bot(conversations.info, 3, ...reads('read')),
  'conversations.join': bot(conversations.join, 3, 'channels:join'),
  'conversations.list': bot(conversations.list, 2, ...reads('read')),
  'conversations.members': bot(conversations.members, 4, ...reads('read')),
  'conversations.open': bot(conversations.open, 3, 'im:write'),
  'conversations.replies': bot(conversations.replies, 3, ...reads('history')),
  'files.completeUploadExternal': bot(files.completeUpload, 4, 'files:write'),
  'files.getUploadURLExternal': bot(files.getUploadUrl, 4, 'files:write'),
  'files.info': bot(files.info, 4, 'files:read'),
  'files.upload': bot(files.oldUpload, 2, 'files:write'),
  'functions.completeError': bot(functions.completeError, 3),
  'functions.completeSuccess': bot(functions.completeSuccess, 3),
  'reactions.add': bot(chat.addReaction, 3, 'reactions:write'),
  'team.info': bot(people.teamInfo, 3, 'team:read'),
  'usergroups.list': bot(people.groupList, 2, 'usergroups:read'),
  'usergroups.users.list': bot(people.groupUsers, 2, 'usergroups:read'),
  'users.info': bot(people.userInfo, 4, 'users:read'),
  'users.list': bot(people.userList, 2, 'users:read'),
  'views.open': bot(views.open, 4),
  'views.publish': bot(views.publish, 4),
  'views.push': bot(views.push, 4),
  'views.update': bot(views.update, 4),
};
