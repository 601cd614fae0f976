import type { PersonState } from '../../sandbox/slack/people/state-types.ts';

/** The data of the server-sent events in a stream. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n');
      if (data !== '') yield data;
    }
  }
}

/** Follows a person's state until `look` finds something, or throws `missing` after so many milliseconds. */
export async function watchState<T>(
  url: string,
  look: (now: PersonState) => T | undefined,
  missing: (now: PersonState) => Error,
  within: number,
  closing: AbortSignal,
): Promise<T> {
  const bound = AbortSignal.timeout(within);
  const ended = new AbortController();
  let last: PersonState | undefined;
  try {
    const response = await fetch(url, { signal: AbortSignal.any([bound, closing, ended.signal]) });
    if (!response.ok || !response.body) throw new Error(await response.text());
    for await (const data of eventData(response.body)) {
      last = JSON.parse(data) as PersonState;
      const found = look(last);
      if (found !== undefined) return found;
    }
  } catch (error) {
    if (bound.aborted && last) throw missing(last);
    throw error;
  } finally {
    ended.abort();
  }
  throw new Error('The local Slack ended the connection.');
}
