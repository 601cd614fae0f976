import type { Asked } from './asking.ts';
import type { Message, Person } from './people.ts';

const patient = { within: 15_000 };

/** Reads the whole plan of the newest question and approves it; gives what the plan said. */
export async function agree(person: Person, { root }: Asked): Promise<string> {
  const card = await person.seesInThread(root.channel, root.ts, /needs/i, patient);
  await person.clicks(card, 'Read the plan');
  const plan = await person.seesModal(/Only these are touched/, patient);
  await person.submits(plan);
  await person.closes(await person.seesModal(/recorded/i, patient), { all: true });
  return plan.visible;
}

/** Waits for the last word on a request. */
export const ended = (person: Person, { root, id }: Asked): Promise<Message> =>
  person.seesInThread(root.channel, root.ts, new RegExp(`(?:succeeded|nothing was sent)[\\s\\S]*plan .* request ${id}`), {
    within: 30_000,
  });

/** Clicks, writes the values into the form by the parameters' names, sends it and closes the answer. */
export async function giveValue(
  person: Person,
  ready: Message,
  values: Record<string, string>,
  answer: RegExp | string = 'Done',
): Promise<void> {
  await person.clicks(ready, Object.keys(values).length === 1 ? 'Give the value' : 'Give the values');
  const form = await person.seesModal(/Give the value/, patient);
  await person.fills(form, values);
  await person.submits(form);
  await person.closes(await person.seesModal(answer, patient), { all: true });
}
