import type { Message, Person } from './people.ts';
import type { Stage } from './stage.ts';

const patient = { within: 15_000 };

/** A request as people see it: its short id, and the messages that carry it. */
export interface Asked {
  readonly id: string;
  readonly card: Message;
  readonly root: Message;
}

/** A message's own request: an earlier one that it is compared with stands apart from a plan. */
export const idIn = ({ visible }: Message): string => /plan \S+ · request ([0-9a-f]{6})/.exec(visible)?.[1] ?? '';

/** Types the line and waits for the asker's card. */
export async function preview(person: Person, line: string, channel = 'incident-42'): Promise<{ id: string; card: Message }> {
  const before = new Set((await person.messages(channel)).map((message) => message.ts));
  await person.types(line, channel);
  const card = await newCard(person, channel, before);
  return { id: idIn(card), card };
}

/** The line's answer where it is refused: words alone. */
export async function answerTo(person: Person, line: string, channel = 'incident-42'): Promise<string> {
  const before = new Set((await person.messages(channel)).map((message) => message.ts));
  await person.types(line, channel);
  return (await newCard(person, channel, before)).visible;
}

async function newCard(person: Person, channel: string, before: ReadonlySet<string>): Promise<Message> {
  for (;;) {
    const fresh = (await person.messages(channel)).find((message) => message.ephemeral && !before.has(message.ts));
    if (fresh) return fresh;
    await person.sees(channel, /./, patient);
  }
}

/** Types the line, confirms the card and waits for the message in the channel. */
export async function ask(person: Person, line: string, channel = 'incident-42'): Promise<Asked> {
  const { id, card } = await preview(person, line, channel);
  if (card.buttons[0] === undefined) throw new Error(`The card has no button. It says: ${card.visible}`);
  await person.clicks(card, card.buttons[0]);
  const root = await rootOf(person, id, channel);
  return { id, card, root };
}

export const rootOf = (person: Person, id: string, channel = 'incident-42'): Promise<Message> =>
  person.sees(channel, new RegExp(`asked by[\\s\\S]*request ${id}`), patient);

/** Opens the plan from the approval card and submits it. Says what the modal answered. */
export async function approve(person: Person, { root }: Asked, comment?: string): Promise<string> {
  const card = await person.seesInThread(root.channel, root.ts, /needs/i, patient);
  await person.clicks(card, 'Read the plan');
  const plan = await person.seesModal(/Only these are touched/, patient);
  if (comment) await person.fills(plan, { Comment: comment });
  await person.submits(plan);
  const answer = await person.seesModal(/recorded/i, patient);
  await person.closes(answer, { all: true });
  return answer.visible;
}

export async function reject(person: Person, { root }: Asked, reason: string): Promise<void> {
  const card = await person.seesInThread(root.channel, root.ts, /needs/i, patient);
  await person.clicks(card, 'Reject');
  const modal = await person.seesModal(/Reject this request/, patient);
  await person.fills(modal, { Reason: reason });
  await person.submits(modal);
  await person.closes(await person.seesModal(/recorded/i, patient), { all: true });
}

/** Waits for the last word on a request. */
export const finalOf = (person: Person, { root, id }: Asked, within = 30_000): Promise<Message> =>
  person.seesInThread(root.channel, root.ts, new RegExp(`^Run [\\s\\S]*plan .* request ${id}`), { within });

/** Asked by Ana, approved by Bo. */
export async function approved(stage: Stage, line: string): Promise<Asked> {
  const asked = await ask(stage.ana, line);
  await approve(stage.bo, asked);
  return asked;
}

/** The record of a request, as the store has it: everything after the seal. */
export async function recordOf(stage: Stage, shortId: string): Promise<Record<string, unknown>> {
  const [key] = await stage.redis.keys(`{ssm-chatops}:request:${shortId}*`);
  const text = (await stage.redis.hget(key ?? '', 'record')) ?? '';
  return JSON.parse(text.slice(64)) as Record<string, unknown>;
}

/** Waits until `look` gives something, with a bound: for what no person sees. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, within = 15_000): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${within} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
