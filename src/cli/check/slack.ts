import type { Settings } from '../../config.ts';
import { UnavailableError } from '../../errors.ts';
import { askSlack, type SlackAnswer, slackAddress } from './ask-slack.ts';
import { type Finding, findingsOf } from './finding.ts';
import { judgeScopes } from './scopes.ts';
import { skewOf } from './skew.ts';

const { ok, problem, unknown } = findingsOf('slack');
const headerPrecisionMs = 1_000;

/** Who the bot is in Slack. */
export interface Me {
  /** Its name, as it is invited: '@ssm'. */
  readonly handle: string;
  readonly team: string;
  readonly enterprise: string | undefined;
}

/** In an organisation lists are asked for one workspace. */
export const teamOf = ({ team, enterprise }: Me): Record<string, string> => (enterprise === undefined ? {} : { team_id: team });

/** Asks auth.test, which needs no scope and no rate. Throws where the token is refused. */
export async function whoAmI(settings: Settings): Promise<Me> {
  const { body } = await askSlack(settings, 'auth.test');
  if (!body.ok) throw new Error(`Slack refuses the bot token (${body.error}).`);
  const { user = 'ssm', team_id: team = '', enterprise_id: enterprise } = body as Partial<Record<string, string>>;
  return { handle: `@${user}`, team, enterprise };
}

/** The bot token: whose it is, what it may, and Slack's clock against ours. */
export async function lookAtToken(settings: Settings): Promise<Finding[]> {
  const from = Date.now();
  let answer: SlackAnswer;
  try {
    answer = await askSlack(settings, 'auth.test');
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    const way = `Let this machine reach ${slackAddress(settings)} by HTTPS, and wss-primary.slack.com for Socket Mode. status.slack.com says how Slack is.`;
    return [problem('bot token', error.message, settings.SLACK_API_URL ? `${way} SLACK_API_URL names that address.` : way)];
  }
  const { body, header } = answer;
  const clock = skewOf(
    'slack',
    'Slack',
    Date.parse(header('date') ?? ''),
    { from, to: Date.now() },
    headerPrecisionMs,
    'from 5 minutes on signed deliveries are refused, and times on cards are wrong',
  );
  if (!body.ok) {
    const fix =
      'Copy the "Bot User OAuth Token" from "OAuth & Permissions" of the app at api.slack.com/apps into SLACK_BOT_TOKEN; install the app first if there is none.';
    return [problem('bot token', `Slack refuses SLACK_BOT_TOKEN: ${body.error}.`, fix), clock];
  }
  const { user, team, team_id: id } = body;
  return [ok('bot token', `It is @${user}'s, in ${team} (${id}).`), ...judgeScopes(header('x-oauth-scopes')), clock];
}

/** What Slack tells nobody by its API. */
export function whatSlackHides(settings: Settings): Finding {
  const urls = settings.SLACK_APP_TOKEN
    ? ''
    : ' Each has a request URL, and interactivity an options URL too: your address with /slack/events at its end.';
  return unknown(
    'command and clicks',
    'Slack has no API that tells whether /ssm, the shortcut, app_mention and interactivity are registered.',
    `Look at the app at api.slack.com/apps: "Slash Commands" has /ssm, "Interactivity & Shortcuts" is on and has "SSM: act on this", "Event Subscriptions" has app_mention.${urls} Importing manifest.yml makes them all.`,
  );
}
