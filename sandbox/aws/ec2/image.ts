import type { Place } from '../world.ts';

/** An image. Times are the clock's milliseconds. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** An account, or amazon. */
  readonly owner: string;
  readonly platform: 'Linux' | 'Windows';
  readonly createdAt: number;
  readonly availableAt: number;
  readonly snapshotIds: readonly string[];
  readonly sourceInstance?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A snapshot of a volume. */
export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly sizeGb: number;
  readonly description: string;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Images and snapshots have no account in their ARNs. */
export const imageArn = (id: string, { region }: Place) => `arn:aws:ec2:${region}::image/${id}`;
export const snapshotArn = (id: string, { region }: Place) => `arn:aws:ec2:${region}::snapshot/${id}`;

/** Stands in a question to IAM for what is about to be made, and so has no id yet. */
export const noId = '*';
