import type { WebClient } from '@slack/web-api';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Installation } from './receive.ts';

const helloTries = 30;

/** Asks Slack who the bot is; waits for a Slack that is away, and ends at once on a wrong token. */
export async function whoAmI(slack: WebClient, token: string, log: Log): Promise<Installation> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { team_id: team = '', enterprise_id: enterprise, bot_id: botId = '', user_id: botUserId = '' } = await slack.auth.test();
      return { token, team, enterprise, botId, botUserId };
    } catch (error) {
      const refused = (error as { code?: string }).code === 'slack_webapi_platform_error';
      if (refused || tries === helloTries)
        throw new UnavailableError(
          'Slack',
          `Slack does not say who the bot is: ${(error as Error).message}. Look at SLACK_BOT_TOKEN.`,
          error,
        );
      log.warn({ err: error, tries }, 'Slack does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
