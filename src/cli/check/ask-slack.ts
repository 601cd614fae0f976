import type { Settings } from '../../config.ts';
import { UnavailableError } from '../../errors.ts';

const boundMs = 8_000;

export interface SlackAnswer {
  /** `ok` or, where Slack refused, its name of the `error`. The rest is the method's. */
  readonly body: { readonly ok: boolean; readonly error?: string; readonly [field: string]: unknown };
  readonly header: (name: string) => string | null;
}

export const slackAddress = (settings: Settings): string => (settings.SLACK_API_URL ?? 'https://slack.com/api/').replace(/\/?$/, '/');

/** One call of the Web API, with its headers. Throws UnavailableError where Slack did not answer, or asks to wait. */
export async function askSlack(
  settings: Settings,
  method: string,
  args: Readonly<Record<string, string>> = {},
  token: string = settings.SLACK_BOT_TOKEN,
): Promise<SlackAnswer> {
  const response = await fetch(`${slackAddress(settings)}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(args).toString(),
    signal: AbortSignal.timeout(boundMs),
  }).catch((error: Error & { cause?: { code?: string; message?: string } }) => {
    throw away(`Slack did not answer (${method}): ${error.cause?.code ?? error.cause?.message ?? error.message}.`, error);
  });
  if (response.status === 429)
    throw away(
      `Slack asks to wait ${response.headers.get('retry-after') ?? 'some'} seconds before the next ${method}. Run the check again then.`,
    );
  const body = (await response.json().catch(() => undefined)) as SlackAnswer['body'] | undefined;
  if (!response.ok || typeof body?.ok !== 'boolean')
    throw away(`Slack did not answer as it should (${method}): HTTP ${response.status}. Run the check again.`);
  return { body, header: (name) => response.headers.get(name) };
}

/** The same, where a refusal leaves nothing to look at. */
export async function mustAskSlack(settings: Settings, method: string, args: Readonly<Record<string, string>> = {}): Promise<SlackAnswer> {
  const answer = await askSlack(settings, method, args);
  if (!answer.body.ok) throw new Error(`Slack refused to tell (${method}: ${answer.body.error}).`);
  return answer;
}

const away = (message: string, cause?: unknown) => new UnavailableError('Slack', message, cause);
