import type { Automation } from './automation/execution.ts';
import type { Bucket } from './bucket.ts';
import { type Clock, createClock } from './clock.ts';
import type { AlarmState } from './command/alarm.ts';
import type { Command } from './command/command.ts';
import type { OutcomeRule } from './command/outcome.ts';
import type { SsmDocument } from './document.ts';
import type { Image, Snapshot } from './ec2/image.ts';
import type { RootVolumeTask } from './ec2/root-volume.ts';
import { createFaults, type Faults } from './faults.ts';
import type { OtherResource, ResourceGroup } from './group.ts';
import type { LogGroup } from './log-group.ts';
import type { Node } from './node.ts';
import type { Operation } from './operation.ts';
import { keysOf } from './parameter/key.ts';
import { emptyStore, type ParameterStore } from './parameter/parameter.ts';
import type { Caller, RoleSeed } from './principal.ts';
import { accounts, regions, roles, users } from './seed/accounts.ts';
import { alarmsOf } from './seed/alarms.ts';
import { bucketOf } from './seed/buckets.ts';
import { documentsOf } from './seed/documents.ts';
import { fleetOf } from './seed/fleet.ts';
import { functionsOf } from './seed/functions.ts';
import { groupsOf, otherResourcesOf } from './seed/groups.ts';
import { seedImages } from './seed/images.ts';
import { seedParameters } from './seed/parameters.ts';

/** What one account has in one region. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly nodes: Map<string, Node>;
  readonly documents: Map<string, SsmDocument>;
  readonly groups: Map<string, ResourceGroup>;
  /** What is there beside machines. */
  readonly resources: OtherResource[];
  /** CloudWatch's alarms by name. */
  readonly alarms: Map<string, AlarmState>;
  readonly logGroups: Map<string, LogGroup>;
  readonly parameters: ParameterStore;
  readonly images: Map<string, Image>;
  readonly snapshots: Map<string, Snapshot>;
  readonly rootVolumeTasks: RootVolumeTask[];
  /** What Lambda has here: functions by name, each pure in its payload. */
  readonly functions: Map<string, (payload: unknown) => unknown>;
  /** Oldest first. */
  readonly commands: Command[];
  /** Executions of runbooks, oldest first. */
  readonly automations: Automation[];
}

/** Everything that the stand-in knows. */
export interface World {
  readonly clock: Clock;
  readonly places: Map<string, Place>;
  readonly roles: Map<string, RoleSeed>;
  /** By access key id: the seeded user, and each session as it is made. */
  readonly callers: Map<string, Caller>;
  readonly faults: Faults;
  /** By their names, which are unique among all accounts. */
  readonly buckets: Map<string, Bucket>;
  /** Scripted outcomes, the newest first. */
  readonly outcomes: OutcomeRule[];
  /** Answered calls by operation, e.g. ssm.SendCommand. */
  readonly counts: Map<string, number>;
  /** How long, by the wall's clock, a new command is missing from the lists. */
  visibilityMs: number;
  /** How many times AWS's usual call rates are allowed. */
  rateTimes: number;
  /** All that it answers: steps of runbooks call it from within. */
  readonly operations: readonly Operation[];
  /** Where it is written down what IAM was asked for. */
  readonly rightsFile?: string;
}

export interface Seed {
  readonly fleet?: (account: string, region: string, now: number) => Node[];
}

/** The regions that every account has without asking for them. */
const enabledRegions =
  /^((eu-(central|north)-1|eu-west-[123])|us-(east|west)-[12]|ca-central-1|sa-east-1|ap-(northeast-[123]|southeast-[12]|south-1))$/;

export const placeKey = (account: string, region: string) => `${account}/${region}`;

function createPlace(account: string, region: string, now: number, fleet: readonly Node[]): Place {
  const place: Place = {
    account,
    region,
    nodes: new Map(fleet.map((node) => [node.id, node])),
    documents: new Map(documentsOf(account, now).map((document) => [document.name, document])),
    groups: new Map(groupsOf(account, region).map((group) => [group.name, group])),
    resources: otherResourcesOf(account, region),
    alarms: new Map(alarmsOf(account, region)),
    logGroups: new Map(),
    parameters: emptyStore(keysOf(account, region)),
    images: new Map(),
    snapshots: new Map(),
    rootVolumeTasks: [],
    functions: new Map(functionsOf()),
    commands: [],
    automations: [],
  };
  seedParameters(place, now);
  seedImages(place, now);
  return place;
}

/** What an account has in a region: nothing yet, in one that it never used; undefined in one that is not enabled. */
export function placeOf(world: World, account: string, region: string): Place | undefined {
  const key = placeKey(account, region);
  const place = world.places.get(key);
  if (place || !enabledRegions.test(region)) return place;
  const unused = createPlace(account, region, world.clock.now(), []);
  world.places.set(key, unused);
  return unused;
}

/** Makes the example company's world. */
export function createWorld(
  operations: readonly Operation[],
  { speed = 1, seed = {}, rightsFile }: { speed?: number; seed?: Seed; rightsFile?: string } = {},
): World {
  const clock = createClock(speed);
  const now = clock.now();
  const fleet = seed.fleet ?? fleetOf;
  const places = accounts.flatMap((account) =>
    regions.map((region): [string, Place] => [placeKey(account, region), createPlace(account, region, now, fleet(account, region, now))]),
  );
  return {
    clock,
    places: new Map(places),
    roles: new Map(roles.map((role) => [role.arn, role])),
    callers: new Map(users.map((user) => [user.accessKeyId, user])),
    faults: createFaults(),
    buckets: new Map(accounts.map(bucketOf).map((bucket) => [bucket.name, bucket])),
    outcomes: [],
    counts: new Map(),
    visibilityMs: 1500,
    rateTimes: 1,
    operations,
    ...(rightsFile !== undefined && { rightsFile }),
  };
}
