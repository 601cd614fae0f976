import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Json } from '../world.ts';
import { type Attempt, ackWithinMs, type Delivery, type Outcome, type Transport } from './delivery.ts';

/** The `v0` signature of a body. */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Headers and body of a delivery, as Slack writes them for this type. */
export function asRequest(
  delivery: Delivery,
  secret: string,
  nowMs: number,
  again?: Attempt,
): { headers: Record<string, string>; body: string } {
  const { type, payload } = delivery;
  let body = JSON.stringify(payload);
  if (type === 'interactive') body = new URLSearchParams({ payload: body }).toString();
  if (type === 'slash_commands') body = new URLSearchParams(payload as Record<string, string>).toString();
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    body,
    headers: {
      'content-type': type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(secret, timestamp, body),
      ...(again
        ? { 'x-slack-retry-num': String(again.num), 'x-slack-retry-reason': again.reason === 'timeout' ? 'http_timeout' : again.reason }
        : {}),
    },
  };
}

function readAnswer(text: string, contentType: string): Json {
  if (text.trim() === '') return {};
  if (!contentType.includes('json')) return { text };
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? (answer as Json) : { text: String(answer) };
  } catch {
    return { text };
  }
}

/** Signed deliveries to a URL. */
export function createHttp(clock: Clock, target: { url: string; signingSecret: string }): Transport {
  const once = async (delivery: Delivery, again?: Attempt): Promise<Outcome> => {
    const cut = new AbortController();
    // The clock of the stand-in ends the wait, so that a test need not wait three seconds.
    const calledOff = clock.after(ackWithinMs, () => cut.abort());
    try {
      const request = asRequest(delivery, target.signingSecret, Date.now(), again);
      const response = await fetch(target.url, { method: 'POST', ...request, signal: cut.signal, redirect: 'manual' });
      const text = await response.text();
      if (response.ok) return { ok: true, answer: readAnswer(text, response.headers.get('content-type') ?? '') };
      return { ok: false, reason: 'http_error', final: response.headers.get('x-slack-no-retry') === '1' };
    } catch {
      return { ok: false, reason: cut.signal.aborted ? 'timeout' : 'no_connection' };
    } finally {
      calledOff();
    }
  };
  return {
    async send(delivery, again, copies = 1) {
      const sent = Array.from({ length: copies }, () => once(delivery, again));
      return Promise.race(sent);
    },
  };
}
