import { type Document, readDocument } from '../../aws/documents.ts';
import { inWords } from '../../aws/errors.ts';
import { findNodes, tagValues } from '../../aws/nodes.ts';
import { keyChoices, listKeys, listParameters, parameterChoices, parameterPickerReads } from '../../aws/parameter-pickers.ts';
import { documentChoices, listDocuments, nodeChoices, pickerReads, tagChoices, tagTyped, typedChoice } from '../../aws/pickers.ts';
import type { Asker } from '../../domain/enquiry.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Choice, Statement } from '../../domain/operation.ts';
import { DeniedError, UnavailableError, UserError } from '../../errors.ts';
import { circumstances, mayObserve } from './decide.ts';
import { type Desk, environmentOf, environmentsIn, usualEnvironment } from './desk.ts';
import { endChoices, spanChoices } from './time-choices.ts';

const most = 100; // options of a select in Slack
const longest = 75; // a value of one
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
  const typed = asTyped(picker.kind, query);
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

/** What was typed, where it can be chosen as it stands. Whether it is right is said when the form is sent. */
function asTyped(kind: string, query: string): Choice[] {
  if (kind === 'targets') return typedChoice(query);
  const word = query.trim();
  if (!free.includes(kind) || word === '') return [];
  if (word.length > longest) return [notice(`A picker holds ${longest} characters. What is longer is sent as a line: /ssm …`)];
  return [{ text: word, value: word }];
}

/** Kinds in which what nobody has listed can be right: a new name, another key, another time. */
const free = ['parameter', 'key', 'end', 'span'];

const shortened = (all: readonly Choice[]): Choice[] => (all.length === 0 ? [notice('Nothing fits.')] : cut(all, most));

function cut(all: readonly Choice[], room: number): Choice[] {
  const over = all.length - (room - 1);
  return all.length <= room ? [...all] : [...all.slice(0, room - 1), notice(`… ${over} more: type more of the name`)];
}

async function choices(desk: Desk, picker: Picker, query: string, asker: Asker): Promise<Choice[]> {
  const found = await listed(desk, picker, query, asker);
  const values = found.map(({ value }) => value);
  const typed = asTyped(picker.kind, query).filter(({ value }) => !values.includes(value));
  // A piece of a target is no target; but a piece of a name may well be a name: so that stands below those that are there.
  return picker.kind === 'targets' ? [...typed, ...found] : [...cut(found, most - typed.length), ...typed];
}

async function listed(desk: Desk, picker: Picker, query: string, asker: Asker): Promise<Choice[]> {
  const { kind, operation, environment: name } = picker;
  const words = query.trim();
  if (kind === 'environment') {
    const mine = await environmentsFor(desk, asker, operation);
    return mine.filter((each) => each.name.includes(query)).map((each) => ({ text: each.name, value: each.name }));
  }
  if (kind === 'end') return endChoices(words, desk.clock.now());
  if (kind === 'span') return spanChoices(words);
  if (kind === 'key') {
    const read = await reader(desk, asker, name, 'parameters');
    return keyChoices(await read('keys', listKeys), words, environmentOf(desk, name).parameters.key);
  }
  if (kind === 'parameter') return parameters(desk, picker, words, asker);
  const read = await reader(desk, asker, name);
  if (kind === 'document') return documentChoices(await read('documents', (aws) => listDocuments(aws, 'Command')), words);
  if (kind === 'runbook') return documentChoices(await read('runbooks', (aws) => listDocuments(aws, 'Automation')), words);
  if (kind !== 'targets') throw new UserError('This version of the bot knows no such list.');
  const tag = tagTyped(query);
  const { requiredTags } = environmentOf(desk, name);
  if (tag) return tagChoices(tag, await read(`tag ${tag.key}`, (aws) => tagValues(tag.key, aws, requiredTags)));
  const nodes = await read('nodes', (aws) => findNodes(['all'], aws));
  return nodeChoices(
    nodes.filter(({ tags }) => carries(tags, requiredTags)),
    words,
    name,
  );
}

/** Tags that are not known are looked at when it is planned. */
const carries = (tags: Readonly<Record<string, string>> | undefined, required: Readonly<Record<string, string>>): boolean =>
  tags === undefined || Object.entries(required).every(([key, value]) => tags[key] === value);

/** Parameters of which this person may do what the form is for: others' names are nobody's to read. */
async function parameters(desk: Desk, { operation, environment: name }: Picker, words: string, { by, channel }: Asker): Promise<Choice[]> {
  if (operation === undefined) return [];
  const read = await reader(desk, { by, channel }, name, 'parameters');
  const { found, more } = await read(`parameters ${words}`, (aws) => listParameters(words, aws));
  const environment = environmentOf(desk, name);
  const person = await desk.people.person(by.id, by.team);
  const about = circumstances(desk, environment, channel.name);
  const mine = found.filter(
    ({ name: path }) => desk.policy.decide({ person, action: operation, environment, context: { ...about, about: { path } } }).allowed,
  );
  return [...parameterChoices(mine), ...(more ? [notice('There are more: type more of the name')] : [])];
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
async function reader(desk: Desk, { by, channel }: Asker, name: string, about: 'machines' | 'parameters' = 'machines'): Promise<Read> {
  const env = environmentOf(desk, name);
  const person = await desk.people.person(by.id, by.team);
  mayObserve(desk, person, env, channel.name);
  const read: Read = async (what, look) => {
    const reads: readonly Statement[] = about === 'parameters' ? parameterPickerReads(env) : pickerReads;
    const { aws } = await kept(desk, `${name} ${by.id} session ${about}`, () =>
      desk.sessions.observe(env, { person: by.id, request: 'picker', purpose: 'pick' }, reads),
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
