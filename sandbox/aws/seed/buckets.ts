import type { Bucket } from '../bucket.ts';

/** Where the commands of an account may leave their whole output. */
export const outputBucket = (account: string) => `acme-ssm-output-${account}`;

/** Each account has one, in one region for all. */
export const bucketOf = (account: string): Bucket => ({
  name: outputBucket(account),
  account,
  region: 'eu-central-1',
  objects: new Map(),
});
