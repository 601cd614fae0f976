import { type Document, readDocument } from '../../aws/documents.ts';
import { inWords } from '../../aws/errors.ts';
import { findNodes, tagValues } from '../../aws/nodes.ts';
import { documentChoices, listDocuments, nodeChoices, pickerReads, tagChoices, tagTyped, typedChoice } from '../../aws/pickers.ts';
import type { Asker } from '../../domain/enquiry.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Choice } from '../../domain/operation.ts';
import { DeniedError, UnavailableError, UserError } from '../../errors.ts';
import { circumstances, mayObserve } from './decide.ts';
import { type Desk, environmentOf, environmentsIn, usualEnvironment } from './desk.ts';

const most = 100; // options of a select in Slack
/** Slack waits three seconds for options; half a second is for the way there and back. */
const answerMs = 2_500;
const keptMs = 30_000;
/** A choice without a value only says something. */
const notice = (text: string): Choice => ({ text, value: '' });

/**
 * The environments that this person may observe and that this channel is for, the channel's default first.
 * With an operation: those in which they may ever do it.
 */
export async function environmentsFor(desk: Desk, { by, channel }: Asker, operation?: string): Promise<Environment[]> {
  const person = await desk.people.person(by.id, by.team);
  const mine = environmentsIn(desk, channel).filter(
    (environment) =>
      desk.policy.decide({ person, action: 'observe', environment, context: circumstances(desk, environment, channel.name) }).allowed &&
      (operation === undefined || desk.policy.mayEver(person, operation, environment)),
  );
  const usual = usualEnvironment(desk, channel);
  return [...mine].sort((a, b) => Number(b.name === usual) - Number(a.name === usual));
}

/** Where a picker stands: whose form it is, and the environment that is chosen there. */
export interface Picker {
  readonly kind: string;
  readonly operation?: string | undefined;
  readonly environment: string;
}

/**
 * What fits to the words that were typed into a picker. Answers within Slack's three seconds whatever AWS does;
 * where there is nothing to offer, it says why.
 */
export async function pick(desk: Desk, picker: Picker, query: string, asker: Asker): Promise<Choice[]> {
  // What is a target as it stands can be chosen whatever AWS does.
  const typed = picker.kind === 'targets' ? typedChoice(query) : [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Choice[]>((resolve) => {
    timer = setTimeout(() => resolve([...typed, notice('Still reading AWS. Type one more letter.')]), answerMs);
  });
  try {
    return shortened(await Promise.race([choices(desk, picker, query, asker), late]));
  } catch (error) {
    if (!(error instanceof UserError || error instanceof DeniedError || error instanceof UnavailableError)) throw error;
    return [...typed, notice(error.message)];
  } finally {
    clearTimeout(timer);
  }
}

function shortened(all: readonly Choice[]): Choice[] {
  if (all.length === 0) return [notice('Nothing fits.')];
  const over = all.length - (most - 1);
  return all.length <= most ? [...all] : [...all.slice(0, most - 1), notice(`… ${over} more: type more of the name`)];
}

async function choices(desk: Desk, { kind, operation, environment: name }: Picker, query: string, asker: Asker): Promise<Choice[]> {
  if (kind === 'environment') {
    const mine = await environmentsFor(desk, asker, operation);
    return mine.filter((each) => each.name.includes(query)).map((each) => ({ text: each.name, value: each.name }));
  }
  const read = await reader(desk, asker, name);
  if (kind === 'document') return documentChoices(await read('documents', listDocuments), query.trim());
  if (kind !== 'targets') throw new UserError('This version of the bot knows no such list.');
  const tag = tagTyped(query);
  const found = tag
    ? tagChoices(tag, await read(`tag ${tag.key}`, (aws) => tagValues(tag.key, aws)))
    : nodeChoices(await read('nodes', (aws) => findNodes(['all'], aws)), query.trim(), name);
  const values = found.map(({ value }) => value);
  return [...typedChoice(query).filter(({ value }) => !values.includes(value)), ...found];
}

/** A document's parameters, for the form. @throws UserError where there is none of that name. */
export async function documentFor(desk: Desk, named: string, asker: Asker, environment: string): Promise<Document> {
  const read = await reader(desk, asker, environment);
  return read(`document ${named}`, (aws) => readDocument(named, aws));
}

type Read = <T>(what: string, look: (aws: Aws) => Promise<T>) => Promise<T>;

interface Kept {
  readonly until: number;
  readonly value: Promise<unknown>;
}

const keptBy = new WeakMap<Desk, Map<string, Kept>>();

/** Reads for this person there, under a session that is kept for a moment: typing costs no role session per letter. */
async function reader(desk: Desk, { by, channel }: Asker, name: string): Promise<Read> {
  const env = environmentOf(desk, name);
  const person = await desk.people.person(by.id, by.team);
  mayObserve(desk, person, env, channel.name);
  const read: Read = async (what, look) => {
    const { aws } = await kept(desk, `${name} ${by.id} session`, () =>
      desk.sessions.observe(env, { person: by.id, request: 'picker', purpose: 'pick' }, pickerReads),
    );
    return kept(desk, `${name} ${by.id} ${what}`, () => look(aws));
  };
  return async (what, look) => {
    try {
      return await read(what, look);
    } catch (error) {
      throw inWords(error, `reading ${name}`);
    }
  };
}

function kept<T>(desk: Desk, key: string, look: () => Promise<T>): Promise<T> {
  const all = keptBy.get(desk) ?? new Map<string, Kept>();
  keptBy.set(desk, all);
  const now = desk.clock.now();
  for (const [old, { until }] of all) if (until <= now) all.delete(old);
  const known = all.get(key);
  if (known) return known.value as Promise<T>;
  const value = look();
  all.set(key, { until: now + keptMs, value });
  // What failed is asked anew by the next letter.
  value.catch(() => all.delete(key));
  return value;
}
