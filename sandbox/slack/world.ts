import { createHash, randomBytes } from 'node:crypto';
import type { Piece, Words } from './blocks/piece.ts';
import { type Clock, createClock } from './clock.ts';
import type { Seed, SeedApp, SeedPerson } from './seed.ts';

export type Json = Record<string, unknown>;

export interface Person extends SeedPerson {
  deleted: boolean;
  updated: number;
}

export interface Group {
  id: string;
  handle: string;
  name: string;
  users: string[];
  disabled: boolean;
}

export interface Message {
  channel: string;
  ts: string;
  thread_ts?: string;
  user: string;
  text: string;
  blocks?: Piece[];
  metadata?: Json;
  edited?: { user: string; ts: string };
  broadcast: boolean;
  /** What is left of a deleted message with replies. */
  tombstone?: boolean;
  byApp: boolean;
  /** Only this person sees it; it is in no history. */
  onlyFor?: string;
  reactions: { name: string; users: string[] }[];
  files: Json[];
  /** What each person chose in the inputs of this message, by person. */
  chosen: Map<string, Values>;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  members: Set<string>;
  archived: boolean;
  /** The person of a direct message with the app. */
  user?: string;
  messages: Message[];
  lastRead: Map<string, string>;
}

/** block_id, action_id, and what is chosen, as `state.values` carries it. */
export type Values = Record<string, Record<string, Json>>;

export interface View {
  id: string;
  user: string;
  type: 'modal' | 'home';
  title: Words | undefined;
  submit: Words | undefined;
  close: Words | undefined;
  blocks: Piece[];
  callback_id: string;
  external_id: string;
  private_metadata: string;
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  submit_disabled: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  values: Values;
  errors: Record<string, string>;
  /** A submission is under way. */
  busy: boolean;
}

export interface Alert {
  id: number;
  at: number;
  text: string;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  title: string;
  /** Who uploaded it; without one, the app did. */
  readonly user?: string;
  bytes?: Uint8Array<ArrayBuffer>;
}

/** A run of one of the app's steps in somebody's workflow. */
export interface StepRun {
  readonly id: string;
  readonly callbackId: string;
  readonly inputs: Json;
  state: 'running' | 'completed' | 'failed';
  outputs?: Json;
  error?: string;
}

export interface World {
  readonly clock: Clock;
  readonly seed: Seed;
  app: SeedApp;
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly channels: Map<string, Channel>;
  readonly views: Map<string, View>;
  /** Open modals of a person, the topmost last. */
  readonly stacks: Map<string, string[]>;
  readonly homes: Map<string, string>;
  readonly alerts: Map<string, Alert[]>;
  readonly files: Map<string, StoredFile>;
  readonly stepRuns: Map<string, StepRun>;
  /** True when Slack is to write `&lt;` for `<` in the text of a command. */
  escapeCommands: boolean;
  /** Where this server is reached, without a trailing slash. */
  origin: string;
  /** A time stamp that no other message has. */
  nextTs(): string;
  /** Tells everybody who watches that something changed. */
  changed(): void;
  /** Calls on each change; returns a function that ends it. */
  watch(call: () => void): () => void;
}

/** Builds the workspace from its seed. */
export function createWorld(seed: Seed, clock: Clock = createClock()): World {
  const watchers = new Set<() => void>();
  let lastMicros = 0;
  const world: World = {
    clock,
    seed,
    app: seed.app,
    people: new Map(seed.people.map((person) => [person.id, { ...person, deleted: person.deleted ?? false, updated: clock.now() }])),
    groups: new Map(
      seed.groups.map((group) => {
        const users = seed.people.filter((person) => !person.deleted && person.groups.includes(group.handle)).map((person) => person.id);
        return [group.id, { ...group, users, disabled: false }];
      }),
    ),
    channels: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    alerts: new Map(),
    files: new Map(),
    stepRuns: new Map(),
    escapeCommands: false,
    origin: '',
    nextTs() {
      lastMicros = Math.max(lastMicros + 1, clock.now() * 1000);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    changed() {
      for (const call of watchers) call();
    },
    watch(call) {
      watchers.add(call);
      return () => watchers.delete(call);
    },
  };
  for (const channel of seed.channels) {
    world.channels.set(channel.id, {
      id: channel.id,
      name: channel.name,
      kind: channel.private ? 'private' : 'public',
      members: new Set(channel.members),
      archived: false,
      messages: [],
      lastRead: new Map(),
    });
  }
  for (const person of seed.people) if (!person.deleted && !person.outsider) directMessages(world, person.id);
  return world;
}

/** The direct messages between a person and the app, opened when there were none. */
export function directMessages(world: World, userId: string): Channel {
  const id = `D0${userId.slice(2)}`;
  const known = world.channels.get(id);
  if (known) return known;
  const channel: Channel = {
    id,
    name: world.app.name,
    kind: 'im',
    user: userId,
    members: new Set([userId, world.app.botUser]),
    archived: false,
    messages: [],
    lastRead: new Map(),
  };
  world.channels.set(id, channel);
  return channel;
}

/** The workspace that a person belongs to. */
export function teamOf(world: World, userId: string): { id: string; name: string; domain: string } {
  return world.people.get(userId)?.outsider ? world.seed.otherTeam : world.seed.team;
}

/** Tells a person of something that went wrong, as Slack's own client would. */
export function alertPerson(world: World, userId: string, text: string): void {
  const alerts = world.alerts.get(userId) ?? [];
  alerts.push({ id: randomBytes(4).readUInt32BE(), at: world.clock.now(), text });
  world.alerts.set(userId, alerts);
  world.changed();
}

/** A hard to guess id with a letter before it, as Slack's ids have. */
export function newId(letter: string): string {
  return `${letter}0${randomBytes(6).toString('hex').toUpperCase()}`;
}

/** The hash of a view, new with every change. */
export function newHash(world: World): string {
  return `${Math.floor(world.clock.now() / 1000)}.${createHash('sha256').update(randomBytes(8)).digest('hex').slice(0, 8)}`;
}
