import { type Finding, findingsOf } from './finding.ts';

/** The bot scopes of manifest.yml, and what stops working without each. */
export const scopes: Readonly<Record<string, string>> = {
  'app_mentions:read': 'a line after @ssm is not heard, so nothing can be asked in threads',
  'channels:history': 'after a crash the bot does not find what it had posted in public channels',
  'channels:read': 'the bot cannot tell whether it is in a public channel, so nothing is asked for there',
  'chat:write': 'nothing is posted: no plan, no approval, no outcome',
  commands: '/ssm and the shortcut on messages do not exist',
  'files:read': 'files that are given in forms cannot be read, so their text must be pasted',
  'files:write': 'output that is too long for a message cannot be sent as a file',
  'groups:history': 'after a crash the bot does not find what it had posted in private channels',
  'groups:read': 'the bot cannot tell whether it is in a private channel, so nothing is asked for there',
  'im:history': 'after a crash the bot does not find what it had posted in direct messages',
  'im:read': 'nothing can be asked for in direct messages with the bot',
  'im:write': 'long output and private words cannot be sent to a reader by direct message',
  'usergroups:read': 'nobody is in any group of Slack, so policies grant nothing and nobody can agree',
  'users:read': 'nobody is known as a member of the workspace, so everybody is refused',
};

const howTo =
  'in the app\'s "OAuth & Permissions" at api.slack.com/apps (or import manifest.yml anew), then install the app to the workspace again.';

/**
 * What the token was granted against what the bot needs.
 * @param granted the header x-oauth-scopes, which Slack sends with each answer: 'chat:write,commands'
 */
export function judgeScopes(granted: string | null): Finding[] {
  const { ok, warning, problem, unknown } = findingsOf('slack');
  if (granted === null) return [unknown('scopes', 'Slack did not say which scopes the bot token has.')];
  const has = new Set(
    granted
      .split(',')
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ''),
  );
  const missing = Object.entries(scopes).filter(([scope]) => !has.has(scope));
  const extra = [...has].filter((scope) => !Object.hasOwn(scopes, scope)).sort();
  const lacks = missing.map(([scope, loss]) => problem(`scope ${scope}`, `It is missing: ${loss}.`, `Add ${scope} ${howTo}`));
  const all = lacks.length === 0 ? [ok('scopes', `The bot token has all ${Object.keys(scopes).length} that it needs.`)] : lacks;
  if (extra.length === 0) return all;
  const more = `The bot token may more than the bot uses: ${extra.join(', ')}. Whoever steals it may too.`;
  return [...all, warning('scopes beyond need', more, `Remove ${extra.join(', ')} ${howTo}`)];
}
