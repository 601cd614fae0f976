import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { outputBucket } from '../../../sandbox/aws/seed/buckets.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator, two } from './operator.ts';

let aws: OpenAws;
let observer: Clients;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  observer = await aws.session('observe');
  operator = await openOperator(aws);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const bucket = outputBucket(production);
const hybrid = seededId('onprem-01');
const shell = 'awsrunShellScript/0.awsrunShellScript';
const get = (Key: string, Range?: string, { s3 }: Clients = observer) => s3.send(new GetObjectCommand({ Bucket: bucket, Key, Range }));
const text = async (key: string) => (await get(key)).Body?.transformToString();
const keys = async (Prefix: string) =>
  (await observer.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))).Contents?.map(({ Key }) => Key) ?? [];

/** Sends a script whose output goes to the bucket, and lets it end. */
async function run(script: string[], wish: Parameters<Operator['send']>[1] = {}): Promise<string> {
  const id = await operator.send(script, { OutputS3BucketName: bucket, OutputS3KeyPrefix: 'runs', ...wish });
  await aws.steps(60);
  return id;
}

describe('output in the bucket', () => {
  test('is whole where GetCommandInvocation cuts it at 24,000 characters and the list at 2,500', async () => {
    const id = await run(['seq 1 100000']);
    const whole = await text(`runs/${id}/${one}/${shell}/stdout`);
    expect(whole?.split('\n')).toHaveLength(100_001);
    const { StandardOutputContent: shown = '', StandardOutputUrl: url } = await operator.run(id);
    expect(shown).toHaveLength(24_000);
    expect(shown.endsWith('--output truncated--')).toBe(true);
    expect((await operator.runs(id))[one]?.CommandPlugins?.[0]?.Output).toHaveLength(2500);
    expect(url).toBe(`https://s3.eu-central-1.amazonaws.com/${bucket}/runs/${id}/${one}/${shell}/stdout`);
  });

  test('has both streams, but no object for a stream that stayed empty', async () => {
    const id = await run(['echo ok', 'echo bad >&2', 'exit 3'], { InstanceIds: [one] });
    expect(await keys(`runs/${id}/`)).toEqual([`runs/${id}/${one}/${shell}/stderr`, `runs/${id}/${one}/${shell}/stdout`]);
    expect(await text(`runs/${id}/${one}/${shell}/stderr`)).toBe('bad\nfailed to run commands: exit status 3');
    const quiet = await run(['true']);
    expect(await keys(`runs/${quiet}/`)).toEqual([]);
  });

  test('is there only when the run is over', async () => {
    const id = await operator.send(['echo early', 'sleep 30'], { OutputS3BucketName: bucket });
    await aws.steps(5);
    expect(await keys(`${id}/`)).toEqual([]);
    await aws.steps(60);
    expect(await keys(`${id}/`)).toEqual([`${id}/${one}/${shell}/stdout`]);
  });

  test('of a document with named steps lies in their folders', async () => {
    const wish = { DocumentName: 'Acme-CollectLogs', Parameters: { Unit: ['myapp'], Lines: ['2'] } };
    const id = await run([], wish);
    expect(await keys(`runs/${id}/`)).toEqual(['collect', 'measure'].map((step) => `runs/${id}/${one}/awsrunShellScript/${step}/stdout`));
  });

  test('goes nowhere, silently, without the bucket, without the right and without an instance profile', async () => {
    const nowhere = await run(['echo hi'], { OutputS3BucketName: 'acme-not-there' });
    const foreign = await run(['echo hi'], { OutputS3BucketName: outputBucket(nonProduction) });
    const id = await run(['echo hi'], { InstanceIds: [hybrid, two] });
    for (const sent of [nowhere, foreign, id]) expect((await operator.status(sent))?.Status).toBe('Success');
    expect(await keys(`runs/${id}/`)).toEqual([`runs/${id}/${two}/${shell}/stdout`]);
    expect(aws.local.world.buckets.get(outputBucket(nonProduction))?.objects.size).toBe(0);
  });
});

describe('reading objects', () => {
  test('in ranges of bytes, which cut letters', async () => {
    await aws.outcome({ script: /umlauts/, stdout: 'äöü' });
    const key = `runs/${await run(['umlauts'])}/${one}/${shell}/stdout`;
    const part = await get(key, 'bytes=2-3');
    expect([part.ContentRange, part.ContentLength, await part.Body?.transformToString()]).toEqual(['bytes 2-3/6', 2, 'ö']);
    expect(Buffer.from((await (await get(key, 'bytes=-1')).Body?.transformToByteArray()) ?? [])).toEqual(Buffer.from([0xbc]));
    expect((await refusalOf(get(key, 'bytes=6-'))).name).toBe('InvalidRange');
    const head = await observer.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    expect([head.ContentLength, head.ETag]).toEqual([6, (await get(key)).ETag]);
  });

  test('keys with signs that a URL has no room for', async () => {
    const prefix = "a b/ü+(1)'*&<x>";
    const id = await run(['echo odd'], { OutputS3KeyPrefix: prefix });
    expect(await keys(`${prefix}/${id}`)).toEqual([`${prefix}/${id}/${one}/${shell}/stdout`]);
    expect(await text(`${prefix}/${id}/${one}/${shell}/stdout`)).toBe('odd\n');
  });

  test('lists come in pages and in folders', async () => {
    const id = await run(['hostname'], { InstanceIds: [one, two], OutputS3KeyPrefix: 'paged' });
    const found: (string | undefined)[] = [];
    const pages = paginateListObjectsV2({ client: observer.s3, pageSize: 1 }, { Bucket: bucket, Prefix: `paged/${id}/` });
    for await (const page of pages) found.push(...(page.Contents ?? []).map(({ Key }) => Key));
    expect(found).toHaveLength(2);
    const folders = await observer.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `paged/${id}/`, Delimiter: '/' }));
    expect(folders.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual([one, two].sort().map((node) => `paged/${id}/${node}/`));
    expect(folders.Contents ?? []).toEqual([]);
  });
});

describe('what S3 refuses', () => {
  const list = (Bucket: string, { s3 } = observer) => s3.send(new ListObjectsV2Command({ Bucket }));
  const allow = (Action: string[], Resource: string) => ({
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }),
  });

  test('a bucket and a key that are not there', async () => {
    expect((await refusalOf(list('acme-not-there'))).name).toBe('NoSuchBucket');
    expect((await refusalOf(get('nothing'))).name).toBe('NoSuchKey');
    const head = observer.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'nothing' }));
    expect((await refusalOf(head)).name).toBe('NotFound');
  });

  test('who may not list the bucket is not told that a key is missing', async () => {
    const blind = await aws.session('observe', allow(['s3:GetObject'], `arn:aws:s3:::${bucket}/*`));
    expect((await refusalOf(get('nothing', undefined, blind))).name).toBe('AccessDenied');
  });

  test('a key outside of the session policy, and the bucket of another account', async () => {
    const narrow = await aws.session('observe', allow(['s3:GetObject'], `arn:aws:s3:::${bucket}/mine/*`));
    const refused = await refusalOf(get('yours/x', undefined, narrow));
    expect(refused).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('no session policy allows the s3:GetObject') });
    expect((await refusalOf(list(outputBucket(nonProduction)))).name).toBe('AccessDenied');
  });

  test('a bucket of another region', async () => {
    const elsewhere = await aws.session('observe', { region: 'us-east-1' });
    expect((await refusalOf(list(bucket, elsewhere))).name).toBe('PermanentRedirect');
  });

  test('too many calls, an expired session and a wrong key', async () => {
    await aws.fault('GetObject', 'throttle', { times: 1 });
    expect((await refusalOf(get('nothing'))).name).toBe('SlowDown');
    const stranger = aws.clients({ accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'none' });
    expect((await refusalOf(get('nothing', undefined, stranger))).name).toBe('InvalidAccessKeyId');
    const forger = aws.clients({ accessKeyId: 'AKIASANDBOX000000001', secretAccessKey: 'wrong' });
    expect((await refusalOf(get('nothing', undefined, forger))).name).toBe('SignatureDoesNotMatch');
    await aws.expiresSessions();
    expect((await refusalOf(get('nothing'))).name).toBe('ExpiredToken');
  });
});
