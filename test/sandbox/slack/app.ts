import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { appToken, botToken } from '../../../sandbox/slack/seed.ts';
import type { LocalSlack } from '../../../sandbox/slack/server.ts';

/** A Web API client as an app has it; it does not wait and try again by itself. */
export function webClient(slack: LocalSlack, token = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** A Bolt app by Socket Mode; only the address of Slack is unusual. */
export function socketApp(slack: LocalSlack): App {
  const receiver = new SocketModeReceiver({
    appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 1000,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  return new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
}
