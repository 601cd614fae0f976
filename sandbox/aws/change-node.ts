import { z } from 'zod';
import { bringToNow } from './command/fleet.ts';
import type { Node } from './node.ts';
import { stableHex } from './seed/stable.ts';
import type { Place, World } from './world.ts';

/** What may be changed about a machine. */
export const changeBody = z.object({
  state: z.enum(['running', 'stopped', 'terminated']).optional(),
  agent: z.enum(['online', 'lost', 'none']).optional(),
  tags: z.record(z.string(), z.string().nullable()).optional(),
});

/** What a new machine is made from. */
export const newNodeBody = z.object({
  account: z.string(),
  region: z.string(),
  id: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  platform: z.enum(['Linux', 'Windows']).default('Linux'),
});

/** Changes a machine. Its commands are brought to the present first; what ran on a machine that goes down is lost. */
export function changeNode(world: World, place: Place, node: Node, wish: z.infer<typeof changeBody>): void {
  bringToNow(world, place);
  const now = world.clock.now();
  const wasThere = node.state === 'running' && node.agent === 'online';
  if (wish.state) {
    node.state = wish.state;
    delete node.onTheWay;
  }
  if (wish.agent) node.agent = wish.agent;
  const isThere = node.state === 'running' && node.agent === 'online';
  if (wasThere && !isThere) node.awaySince = now;
  if (!wasThere && isThere) node.backSince = now;
  for (const [key, value] of Object.entries(wish.tags ?? {})) {
    if (value === null) delete node.tags[key];
    else node.tags[key] = value;
  }
  if (node.state !== 'running') loseRuns(place, node);
}

/** What runs on a machine that goes down never reports. */
function loseRuns(place: Place, node: Node): void {
  for (const invocation of place.commands.flatMap((command) => command.invocations))
    if (invocation.nodeId === node.id && invocation.state === 'InProgress') invocation.lost = true;
}

const rebootMs = 40_000;

/** Reboots a machine. It stays registered: the service misses no ping in so short a time. */
export function rebootNode(world: World, place: Place, node: Node): void {
  bringToNow(world, place);
  loseRuns(place, node);
  node.backSince = world.clock.now() + rebootMs;
}

/** Adds a running, reachable machine. */
export function addNode(world: World, place: Place, wish: z.infer<typeof newNodeBody>): Node {
  const id = wish.id ?? `i-${stableHex(`added ${place.account} ${place.region} ${place.nodes.size}`, 17)}`;
  const now = world.clock.now();
  const node: Node = {
    id,
    kind: id.startsWith('mi-') ? 'hybrid' : 'ec2',
    state: 'running',
    agent: 'online',
    tags: wish.tags,
    privateIp: `10.99.${place.nodes.size % 250}.9`,
    instanceType: 't3.medium',
    zone: `${place.region}a`,
    platform: wish.platform,
    image: `ami-${stableHex(`${wish.platform}/${place.region}`, 17)}`,
    profile: `arn:aws:iam::${place.account}:instance-profile/myapp-node`,
    launchedAt: now,
    backSince: now,
  };
  place.nodes.set(id, node);
  return node;
}

/** Finds a machine in whichever account and region it is. */
export const findNode = (world: World, id: string) => {
  for (const place of world.places.values()) {
    const node = place.nodes.get(id);
    if (node) return { place, node };
  }
  return undefined;
};
