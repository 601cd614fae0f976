import { App, HTTPReceiver, type Logger, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { ErrorCode, type WebAPIPlatformError, WebClient } from '@slack/web-api';
import { appToken, botToken, signingSecret } from '../../../sandbox/slack/seed.ts';
import type { LocalSlack } from '../../../sandbox/slack/server.ts';

const silent = (): void => {};
/** Refusals are what these tests are about: they need no log. */
export const quiet: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LogLevel.ERROR,
};

/** A Web API client as an app has it; it does not wait and try again by itself. */
export function webClient(slack: Pick<LocalSlack, 'apiUrl'>, token = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
}

function appWith(slack: Pick<LocalSlack, 'apiUrl'>, receiver: Receiver): App {
  const app = new App({
    token: botToken,
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  return app;
}

/** A Bolt app by Socket Mode; only the address of Slack is unusual. */
export function socketApp(slack: Pick<LocalSlack, 'apiUrl'>): App {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: quiet,
    clientPingTimeout: 300,
    customPropertiesExtractor: ({ envelope_id, retry_num, retry_reason }) => ({ envelope_id, retry_num, retry_reason }),
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  return appWith(slack, receiver);
}

/** A Bolt app that is reached by signed HTTP. */
export function httpApp(slack: Pick<LocalSlack, 'apiUrl'>): App {
  return appWith(slack, new HTTPReceiver({ signingSecret, logger: quiet }));
}

/** The `ok: false` answer to a call, or undefined when it went well. */
export async function refusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] } | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { code, data } = error as WebAPIPlatformError;
    if (code !== ErrorCode.PlatformError) throw error;
    return { error: data.error, messages: data.response_metadata?.messages ?? [] };
  }
}

/** Waits for something, with a bound; looks again whenever the event loop has turned. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  within = 5000,
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${within} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const button = (action_id: string, label: string) => ({ type: 'button' as const, action_id, text: plain(label), value: action_id });
export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
