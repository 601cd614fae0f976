import type { Environment } from '../../src/domain/environment.ts';
import type { PersonRef } from '../../src/domain/person.ts';
import type { Wave } from '../../src/domain/plan.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { person, prod } from '../domain/samples.ts';
import type { Rule } from './rules.ts';

export const minute = 60_000;
export const keyring = createKeyring('a key for tests, at least thirty-two characters long');
export const persons: readonly PersonRef[] = ['ana', 'bo', 'cleo', 'sam', 'wes'].map(person);
export const groupNames = ['ops', 'leads', 'security', 'glass'] as const;
const firstGroups: Readonly<Record<string, readonly string[]>> = {
  ops: ['U0ANA', 'U0BO', 'U0CLEO'],
  leads: ['U0BO', 'U0CLEO', 'U0WES'],
  security: ['U0SAM', 'U0CLEO'],
  glass: ['U0ANA', 'U0BO'],
};

/** A call to AWS that starts a wave, as AWS sees it. */
export interface Call {
  readonly key: string;
  readonly wave: Wave;
  /** What AWS did with it, whatever it answered. */
  readonly accepted: boolean;
  /** AWS said for certain that it took nothing. */
  readonly refused: boolean;
}

/** What comes of the next call that starts something. */
export type Fate = 'ok' | 'refused' | 'throttled' | 'no answer' | 'no answer, not sent' | 'crash before' | 'crash after';

/** How the people, the policy and the configuration stood from a time on. */
export interface Standing {
  readonly from: number;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly gone: readonly string[];
  /** Slack does not say who is who. */
  readonly silent: boolean;
  /** The policy in force. */
  readonly rule: Rule;
  /** As the configuration has it: where requests run, and by which roles. */
  readonly environment: Environment;
}

/** Everything outside the lifecycle that can change under it. The moves of a test are its only movers. */
export interface World {
  now: number;
  readonly standings: Standing[];
  targets: string[];
  document: number;
  fate: Fate;
  /** AWS does not answer what is only read. */
  mute: boolean;
  /** AWS packs exact session policies. */
  packs: boolean;
  /** What AWS runs: key -> how it stands. */
  readonly runs: Map<string, 'running' | 'succeeded' | 'failed' | 'cancelled'>;
  readonly calls: Call[];
  /** The key of the last click: a doubled delivery has it too. */
  lastClick: string;
  /** The hashes that a request had, as people saw them. */
  readonly hashes: Map<number, readonly string[]>;
  readonly faults: string[];
}

export const createWorld = (rule: Rule): World => ({
  now: 1_000_000_000_000,
  standings: [{ from: 0, groups: firstGroups, gone: [], silent: false, rule, environment: prod }],
  targets: ['i-1', 'i-2'],
  document: 1,
  fate: 'ok',
  mute: false,
  packs: true,
  runs: new Map(),
  calls: [],
  lastClick: 'none',
  hashes: new Map(),
  faults: [],
});

/** How they stood then, or stand now. */
export const standing = ({ standings }: World, time = Number.POSITIVE_INFINITY): Standing =>
  standings.findLast(({ from }) => from <= time) as Standing;

export function change(world: World, what: Partial<Standing>): void {
  world.standings.push({ ...standing(world), ...what, from: world.now });
}

/** All is well again, and everybody is who they were at first. */
export function mend(world: World): void {
  change(world, { groups: firstGroups, gone: [], silent: false });
  Object.assign(world, { fate: 'ok', mute: false, packs: true });
}
