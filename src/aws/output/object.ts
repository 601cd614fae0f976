import type { S3Client } from '@aws-sdk/client-s3';
import type { Stream } from '../../domain/output.ts';
import { isNamed } from '../errors.ts';

const deadlineMs = 20_000;

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  /** Where the bucket is, which may be another region than the command's. */
  readonly region?: string | undefined;
}

/** Bucket and key of an address as Systems Manager gives it: 'https://s3.eu-central-1.amazonaws.com/bucket/a/key'. */
export function placeOf(url: string): ObjectPlace | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const [, own, region] = /^(?:(.+)\.)?s3(?:[.-]([a-z]{2}-[a-z-]+-\d))?\.amazonaws\.com(?:\.cn)?$/.exec(hostname) ?? [];
  if (own) return { bucket: own, key: path, region };
  const at = path.indexOf('/');
  return at < 1 ? undefined : { bucket: path.slice(0, at), key: path.slice(at + 1), region };
}

/** The first bytes of an object as text, at most `most`. */
export async function readObject(s3: S3Client, { bucket, key }: ObjectPlace, most: number): Promise<Stream> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${most - 1}` }), {
      abortSignal: AbortSignal.timeout(deadlineMs),
    });
    const bytes = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength ?? 0);
    const text = await firstOf(answer.Body as AsyncIterable<Uint8Array> | undefined, most);
    return { text, bytes, keeps: bytes > most ? text.length : undefined };
  } catch (error) {
    // An empty object has no first byte.
    if (isNamed(error, 'InvalidRange')) return { text: '', bytes: 0 };
    throw error;
  }
}

/** Stops at `most` bytes even where the server sends more; a character that the end parts is left out. */
async function firstOf(body: AsyncIterable<Uint8Array> | undefined, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = most;
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) return text;
  }
  return text + decoder.decode();
}
