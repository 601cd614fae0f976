import type { Fault, RecordedCall } from '../../sandbox/slack/control/faults.ts';
import type { RawDelivery } from '../../sandbox/slack/control/route.ts';
import type { SeedApp } from '../../sandbox/slack/seed.ts';
import type { StepRun } from '../../sandbox/slack/world.ts';
import { createPerson, type Person } from './person.ts';
import { request } from './request.ts';

export type { Person } from './person.ts';
export type { Message, Modal, Within } from './seen.ts';

/** Connects to a local Slack, in this process or another; close it at the end. */
export async function connectPeople(slackUrl: string) {
  const url = slackUrl.replace(/\/$/, '');
  const closing = new AbortController();
  const pull = <T = Record<string, never>>(lever: string, body: object = {}): Promise<T> =>
    request<T>(`${url}/_control/${lever}`, 'POST', body);
  await request(`${url}/_control/now`, 'GET');
  return {
    url,
    person: (id: string): Person => createPerson(url, id, closing.signal),
    /** The next calls of a method fail. */
    fault: (fault: Fault) => pull('fault', fault),
    clearFaults: () => pull('clear-faults'),
    /** Rate limits on or off. */
    rates: (on: boolean) => pull('rates', { on }),
    /** Moves Slack's clock forward. */
    step: (ms: number) => pull<{ now: number }>('step', { ms }),
    /** Asks all sockets to come anew, or cuts them. */
    disconnect: (options: { reason?: string; abrupt?: boolean } = {}) => pull('disconnect', options),
    /** Sockets stay open, and nothing goes through them any more. */
    halfOpen: () => pull('half-open'),
    /** The next deliveries arrive twice. */
    doubleNext: (times = 1) => pull('double', { times }),
    /** Sends any payload to the app. */
    deliver: (raw: RawDelivery) => pull<{ sent: boolean; status?: number; body?: string }>('deliver', raw),
    expireTriggers: () => pull('expire-triggers'),
    expireResponses: () => pull('expire-responses'),
    deactivate: (user: string) => pull('deactivate', { user }),
    /** Sets who is in a user group, by its handle. */
    setGroup: (handle: string, users: readonly string[]) => pull('group', { handle, users }),
    /** Somebody's workflow comes to a step of the app. Gives the id of the run. */
    runsStep: async (callbackId: string, inputs: object) =>
      (await pull<{ id: string }>('workflow', { callback_id: callbackId, inputs })).id,
    /** How a run of a step stands. */
    stepRun: (id: string) => pull<Partial<StepRun>>('workflow-run', { id }),
    /** Whether Slack writes &lt; for < in the text of a command. */
    escapeCommands: (on: boolean) => pull('escape', { on }),
    /** Changes what the app was granted or has registered: scopes, commands, shortcuts, events. */
    setApp: (app: Partial<SeedApp>) => pull('app', app),
    async calls(method?: string): Promise<RecordedCall[]> {
      const { calls } = await request<{ calls: RecordedCall[] }>(`${url}/_control/calls`, 'GET');
      return method ? calls.filter((call) => call.method === method) : calls;
    },
    async forgetCalls(): Promise<void> {
      await request(`${url}/_control/calls`, 'DELETE');
    },
    async sockets(): Promise<number> {
      return (await request<{ count: number }>(`${url}/_control/sockets`, 'GET')).count;
    },
    /** How many events wait to be sent again. */
    async retries(): Promise<number> {
      return (await request<{ waiting: number }>(`${url}/_control/retries`, 'GET')).waiting;
    },
    async now(): Promise<number> {
      return (await request<{ now: number }>(`${url}/_control/now`, 'GET')).now;
    },
    close(): void {
      closing.abort();
    },
  };
}

export type People = Awaited<ReturnType<typeof connectPeople>>;
