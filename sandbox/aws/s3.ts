import type {
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import type { Bucket, StoredObject } from './bucket.ts';
import { deliver } from './command/deliver.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';

const service = 's3';
const maxKeys = 1000; // ListObjectsV2

type InBucket = { readonly Bucket: string | undefined; readonly ExpectedBucketOwner?: string | undefined };
type OfObject = InBucket & { readonly Key: string | undefined; readonly Range?: string | undefined };

/** Buckets are found before rights are asked: what is not there is not there for anybody. */
export function requireBucket(input: InBucket, { world, place }: Scene): Bucket {
  const bucket = world.buckets.get(input.Bucket ?? '');
  if (!bucket) return refuse('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (bucket.region !== place.region)
    refuse('PermanentRedirect', 'The bucket you are attempting to access must be addressed using the specified endpoint.', 301);
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.account) refuse('AccessDenied', 'Access Denied', 403);
  return bucket;
}

const listing = (bucket: Bucket): Access => ({ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket.name}`, owner: bucket.account });

const onObject = (input: OfObject, scene: Scene): readonly Access[] => {
  const bucket = requireBucket(input, scene);
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket.name}/${input.Key}`, owner: bucket.account }];
};

/** Only who may list the bucket learns that a key is not there (API reference, GetObject, "Permissions"). */
async function requireObject(input: OfObject, scene: Scene): Promise<StoredObject> {
  await deliver(scene.world);
  const bucket = requireBucket(input, scene);
  const found = bucket.objects.get(input.Key ?? '');
  if (found) return found;
  if (await scene.allows(listing(bucket))) return refuse('NoSuchKey', 'The specified key does not exist.', 404);
  return refuse('AccessDenied', 'Access Denied', 403);
}

/** The first and last byte that are asked for; a range that S3 does not understand is all of it. */
function rangeOf(range: string | undefined, size: number): readonly [number, number] | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || last < first) refuse('InvalidRange', 'The requested range is not satisfiable', 416);
  return [first, last];
}

function headersOf(object: StoredObject, range: string | undefined) {
  const size = object.content.length;
  const [first, last] = rangeOf(range, size) ?? [];
  const part = first !== undefined && last !== undefined;
  return {
    body: part ? object.content.subarray(first, last + 1) : object.content,
    headers: {
      AcceptRanges: 'bytes',
      LastModified: new Date(object.modifiedAt),
      ContentLength: part ? last - first + 1 : size,
      ETag: object.etag,
      ContentType: object.type,
      ServerSideEncryption: 'AES256' as const,
      ...(part && { ContentRange: `bytes ${first}-${last}/${size}` }),
    },
  };
}

export const getObject = defineOperation<GetObjectCommandInput, Omit<GetObjectCommandOutput, '$metadata' | 'Body'> & { Body: Uint8Array }>({
  service,
  name: 'GetObject',
  access: onObject,
  async answer(input, scene) {
    const { body, headers } = headersOf(await requireObject(input, scene), input.Range);
    return { ...headers, Body: body };
  },
});

export const headObject = defineOperation<HeadObjectCommandInput, Omit<HeadObjectCommandOutput, '$metadata'>>({
  service,
  name: 'HeadObject',
  access: onObject,
  answer: async (input, scene) => headersOf(await requireObject(input, scene), input.Range).headers,
});

/** Keys that share the part up to the delimiter behind the prefix stand as one. */
function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return end < 0 ? undefined : key.slice(0, end + (delimiter?.length ?? 0));
}

export const listObjects = defineOperation<ListObjectsV2CommandInput, Omit<ListObjectsV2CommandOutput, '$metadata'>>({
  service,
  name: 'ListObjectsV2',
  access: (input, scene) => [{ ...listing(requireBucket(input, scene)), context: { 's3:prefix': input.Prefix ?? '' } }],
  async answer(input, scene) {
    await deliver(scene.world);
    const bucket = requireBucket(input, scene);
    const { Prefix: prefix = '', Delimiter: delimiter, StartAfter: after = '', ContinuationToken: token } = input;
    const size = Math.min(input.MaxKeys ?? maxKeys, maxKeys);
    const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const entries = [...new Set(keys.map((key) => commonPrefix(key, prefix, delimiter) ?? key))];
    const invalid = () => refuse('InvalidArgument', 'The continuation token provided is incorrect');
    const { page, next } = pageOf(entries, size, token, [bucket.name, prefix, delimiter, after], invalid);
    const objects = page.map((key) => bucket.objects.get(key)).filter((object) => object !== undefined);
    return {
      Name: bucket.name,
      Prefix: prefix,
      MaxKeys: size,
      KeyCount: page.length,
      IsTruncated: next.NextToken !== undefined,
      ...(delimiter !== undefined && { Delimiter: delimiter }),
      ...(token !== undefined && { ContinuationToken: token }),
      ...(next.NextToken !== undefined && { NextContinuationToken: next.NextToken }),
      Contents: objects.map(({ key, etag, content, modifiedAt }) => ({
        Key: key,
        ETag: etag,
        Size: content.length,
        LastModified: new Date(modifiedAt),
        StorageClass: 'STANDARD',
      })),
      CommonPrefixes: page.filter((key) => !bucket.objects.has(key)).map((Prefix) => ({ Prefix })),
    };
  },
});
