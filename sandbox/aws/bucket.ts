import { createHash } from 'node:crypto';
import type { ServerSideEncryptionConfiguration } from '@aws-sdk/client-s3';

export interface StoredObject {
  readonly key: string;
  readonly content: Buffer<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  readonly modifiedAt: number;
}

/** A bucket of S3. */
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly objects: Map<string, StoredObject>;
  /** How new objects are encrypted, if it was told so. */
  encryption?: ServerSideEncryptionConfiguration | undefined;
}

/** Puts text under a key. */
export function put(bucket: Bucket, key: string, text: string, modifiedAt: number): void {
  const content = Buffer.from(text, 'utf8') as Buffer<ArrayBuffer>;
  const etag = `"${createHash('md5').update(content).digest('hex')}"`;
  bucket.objects.set(key, { key, content, type: 'binary/octet-stream', etag, modifiedAt });
}
