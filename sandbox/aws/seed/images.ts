import type { Image, Snapshot } from '../ec2/image.ts';
import { volumesOf } from '../ec2/volume.ts';
import type { Place } from '../world.ts';
import { stableHex } from './stable.ts';

const day = 24 * 3_600_000;

/** How old the snapshots of one machine are, in days; they are taken by hand before changes. */
const ages = [412, 190, 34, 2] as const;

/** Snapshots of the first machines, most of them too old to be of use, and one of what a golden image is made of. */
function snapshotsOf(place: Place, now: number): Snapshot[] {
  return volumesOf(place)
    .slice(0, 3)
    .flatMap(({ id: volumeId, sizeGb, node }) =>
      ages.map((age) => ({
        id: `snap-${stableHex(`${volumeId} ${age}`, 17)}`,
        volumeId,
        sizeGb,
        description: `${node.tags.Name} before a change`,
        startedAt: now - age * day,
        completedAt: now - age * day + 60_000,
        tags: { App: node.tags.App ?? '', Env: node.tags.Env ?? '' },
      })),
    );
}

/** What the machines were launched from, and the account's own golden image. */
export function seedImages(place: Place, now: number): void {
  for (const snapshot of snapshotsOf(place, now)) place.snapshots.set(snapshot.id, snapshot);
  const launched = new Map([...place.nodes.values()].filter(({ image }) => image !== '').map(({ image, platform }) => [image, platform]));
  for (const [id, platform] of launched) {
    const at = now - 90 * day;
    const name = platform === 'Windows' ? 'Windows_Server-2022-English-Full-Base' : 'al2023-ami-2023.5-kernel-6.1-x86_64';
    const image: Image = {
      id,
      name,
      description: name,
      owner: 'amazon',
      platform,
      createdAt: at,
      availableAt: at,
      snapshotIds: [],
      tags: {},
    };
    place.images.set(id, image);
  }
  const [first] = volumesOf(place);
  if (!first) return;
  const golden = `ami-${stableHex(`golden ${place.account}/${place.region}`, 17)}`;
  const snapshot: Snapshot = {
    id: `snap-${stableHex(golden, 17)}`,
    volumeId: first.id,
    sizeGb: first.sizeGb,
    description: `Created by CreateImage(${first.node.id}) for ${golden}`,
    startedAt: now - 30 * day,
    completedAt: now - 30 * day + 60_000,
    tags: {},
  };
  place.snapshots.set(snapshot.id, snapshot);
  place.images.set(golden, {
    id: golden,
    name: 'acme-golden',
    description: 'Golden image',
    owner: place.account,
    platform: first.node.platform,
    createdAt: snapshot.startedAt,
    availableAt: snapshot.completedAt,
    snapshotIds: [snapshot.id],
    sourceInstance: first.node.id,
    tags: { App: first.node.tags.App ?? '' },
  });
}
