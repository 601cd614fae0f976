import { createContext, useContext, useEffect, useState } from 'react';
import type { Act, ActResult, PersonState, SeenPerson } from '../people/state-types.ts';

/** Something went wrong on the page itself, not in Slack. */
export interface Slip {
  readonly id: number;
  readonly text: string;
}

/** What every part of the page may need. */
export interface Slack {
  readonly state: PersonState;
  act(what: Act): Promise<ActResult>;
  /** Opens the thread of this message. */
  openThread(channel: string, ts: string): void;
}

export const SlackContext = createContext<Slack | undefined>(undefined);

/** The Slack of whoever sits at the page. */
export function useSlack(): Slack {
  const slack = useContext(SlackContext);
  if (!slack) throw new Error('There is no Slack around this component.');
  return slack;
}

/** What one person sees, always up to date. */
export function usePersonState(as: string): { state: PersonState | undefined; connected: boolean } {
  const [state, setState] = useState<PersonState>();
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    const source = new EventSource(`/people/events?as=${as}`);
    source.addEventListener('open', () => setConnected(true));
    source.addEventListener('error', () => setConnected(false));
    source.addEventListener('state', (event) => setState(JSON.parse((event as MessageEvent<string>).data) as PersonState));
    return () => source.close();
  }, [as]);
  return { state: state?.me === as ? state : undefined, connected };
}

let typing: Promise<unknown> = Promise.resolve();

/** Does something as a person. What is typed arrives in its order, and before the form that it is in. */
export async function perform(as: string, act: Act): Promise<ActResult> {
  const send = async (): Promise<ActResult> => {
    const response = await fetch('/people/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as, ...act }),
    });
    const answer = (await response.json()) as ActResult & { error?: string };
    if (!response.ok) throw new Error(answer.error ?? 'The local Slack did not take it.');
    return answer;
  };
  if (act.type === 'change' || act.type === 'upload') {
    const sent = typing.then(send);
    typing = sent.catch(() => undefined);
    return sent;
  }
  await typing;
  return send();
}

/** Who wrote something: a person, the app, or somebody unknown. */
export function authorOf(state: PersonState, id: string): Pick<SeenPerson, 'id' | 'name' | 'realName' | 'outsider'> & { app: boolean } {
  if (id === state.app.user) return { id, name: state.app.name, realName: state.app.name, outsider: false, app: true };
  if (id === 'USLACKBOT') return { id, name: 'slackbot', realName: 'Slackbot', outsider: false, app: false };
  const person = state.people.find((one) => one.id === id);
  return { id, name: person?.name ?? id, realName: person?.realName ?? id, outsider: person?.outsider ?? false, app: false };
}

/** The zone in which the person reads times. */
export function zoneOf(state: PersonState): string {
  return state.people.find((person) => person.id === state.me)?.tz ?? 'UTC';
}

/** A message's time stamp as a clock time. */
export function clockTime(ts: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone }).format(new Date(Number(ts) * 1000));
}

/** A message's time stamp as a day. */
export function dayName(ts: string, timeZone: string, now: number): string {
  const day = (at: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
  const at = new Date(Number(ts) * 1000);
  if (day(at) === day(new Date(now))) return 'Today';
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(at);
}
