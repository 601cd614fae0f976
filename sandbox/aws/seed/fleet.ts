import type { Node } from '../node.ts';
import { nonProduction, production } from './accounts.ts';
import { stableHex } from './stable.ts';

interface Group {
  readonly account: string;
  readonly region: string;
  readonly app: string;
  readonly env: string;
  readonly count: number;
  readonly type: string;
  readonly net: number;
}

const hour = 3_600_000;
const groups: readonly Group[] = [
  { account: production, region: 'eu-central-1', app: 'myapp', env: 'prod', count: 50, type: 't3.large', net: 10 },
  { account: production, region: 'eu-central-1', app: 'batch', env: 'prod', count: 2, type: 'c6i.xlarge', net: 11 },
  { account: production, region: 'eu-central-1', app: 'web', env: 'prod', count: 3, type: 't3.medium', net: 12 },
  { account: nonProduction, region: 'eu-central-1', app: 'myapp', env: 'staging', count: 6, type: 't3.medium', net: 20 },
  { account: nonProduction, region: 'us-east-1', app: 'myapp', env: 'dev', count: 4, type: 't3.small', net: 30 },
];

/** What is special about some of them: stopped, without a connection, never registered, Windows. */
const special: Readonly<Record<string, (now: number) => Partial<Node>>> = {
  'myapp-prod-17': (now) => ({ state: 'stopped', awaySince: now - 20 * hour }),
  'myapp-prod-33': (now) => ({ agent: 'lost', awaySince: now - 3 * hour }),
  'web-prod-02': () => ({ agent: 'none' }),
  'web-prod-03': () => ({ platform: 'Windows' }),
  'myapp-staging-06': (now) => ({ state: 'stopped', awaySince: now - 50 * hour }),
};

/** The id of a seeded machine by its Name, e.g. myapp-prod-01. */
export const seededId = (name: string) => `${name.startsWith('onprem-') ? 'mi-' : 'i-'}${stableHex(name, 17)}`;

const twoDigits = (index: number) => String(index).padStart(2, '0');

function instance(group: Group, index: number, now: number): Node {
  const name = `${group.app}-${group.env}-${twoDigits(index)}`;
  const extra = special[name]?.(now) ?? {};
  const platform = extra.platform ?? 'Linux';
  return {
    id: seededId(name),
    kind: 'ec2',
    state: 'running',
    agent: 'online',
    tags: { Name: name, App: group.app, Env: group.env, 'Patch Group': `${group.env}-${platform.toLowerCase()}` },
    privateIp: `10.${group.net}.${index % 3}.${10 + index}`,
    instanceType: group.type,
    zone: `${group.region}${'abc'.charAt(index % 3)}`,
    platform,
    image: `ami-${stableHex(`${platform}/${group.region}`, 17)}`,
    profile: `arn:aws:iam::${group.account}:instance-profile/myapp-node`,
    launchedAt: now - (24 * (3 + (index % 40)) + index) * hour,
    ...extra,
  };
}

function hybrid(index: number, now: number): Node {
  const name = `onprem-${twoDigits(index)}`;
  return {
    id: seededId(name),
    kind: 'hybrid',
    state: 'running',
    agent: 'online',
    tags: { Name: name, App: 'billing', Env: 'prod' },
    privateIp: `192.168.7.${20 + index}`,
    instanceType: '',
    zone: '',
    platform: 'Linux',
    image: '',
    launchedAt: now - 400 * 24 * hour,
  };
}

/** Every machine of the example company in one account and region. */
export function fleetOf(account: string, region: string, now: number): Node[] {
  const here = groups.filter((group) => group.account === account && group.region === region);
  const instances = here.flatMap((group) => Array.from({ length: group.count }, (_, index) => instance(group, index + 1, now)));
  const nodes = account === production && region === 'eu-central-1' ? [hybrid(1, now), hybrid(2, now)] : [];
  return [...instances, ...nodes];
}
