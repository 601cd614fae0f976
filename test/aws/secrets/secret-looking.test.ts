import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsRandom as seemsRandom } from '../../../src/aws/secrets/entropy.ts';
import { secretLooking, secretName, secretValue } from '../../../src/aws/secrets/secret-looking.ts';
import { checkSecretPattern } from '../../../src/domain/parameter-rules.ts';

// Made up, and put together here, so that no scanner takes this file for a leak.
const made = (...pieces: string[]): string => pieces.join('');
const of = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(''));
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const bytes = (count: number) => fc.noBias(fc.uint8Array({ minLength: count, maxLength: count })).map((drawn) => Buffer.from(drawn));
const word = of(`${lower}${digits}`, 12);

const kinds: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'an AWS access key id': of(`${upper}234567`, 16).map((rest) => made('AK', 'IA', rest)),
  'an AWS secret key with its name': bytes(30).map((drawn) => made('aws_secret_', 'access_key=', drawn.toString('base64'))),
  'a GitHub token': of(`${upper}${lower}${digits}`, 36).map((rest) => made('gh', 'p_', rest)),
  'a Slack bot token': fc
    .tuple(of(digits, 12), of(digits, 12), of(`${lower}${upper}`, 24))
    .map(([a, b, c]) => made('xo', `xb-${a}-${b}-${c}`)),
  'a JWT': fc
    .tuple(bytes(12), bytes(24))
    .map(([a, b]) => made('ey', `JhbGciOiJIUzI1NiJ9.eyJz${a.toString('base64url')}.${b.toString('base64url')}`)),
  'a private key': bytes(96).map(
    (drawn) => `-----BEGIN ${made('PRIV', 'ATE KEY')}-----\n${drawn.toString('base64')}\n-----END ${made('PRIV', 'ATE KEY')}-----`,
  ),
  'the address of a database': word.map((secret) => `postgres://app:${secret}@db.example.org:5432/app`),
  'the address of a cache': word.map((secret) => `redis://:${secret}@cache:6379/0`),
  'an ADO connection string': word.map((secret) => `Server=db;Uid=app;Pwd=${secret};Database=app`),
  'JSON with a password': word.map((secret) => JSON.stringify({ user: 'app', password: secret })),
  'a bearer token': word.map((secret) => `Authorization: Bearer ${secret}9`),
  'a setting with a token': word.map((secret) => `client_secret=${secret}`),
  '32 bytes in hexadecimal': bytes(32).map((drawn) => drawn.toString('hex')),
  '32 bytes in base64': bytes(32).map((drawn) => drawn.toString('base64')),
  '48 bytes in base64url, within JSON': bytes(48).map((drawn) => JSON.stringify({ signing: drawn.toString('base64url') })),
};

const account = '111122223333';
const ordinary: readonly string[] = [
  ...[
    'db-1.cluster-c9akciq32rgw.us-east-1.rds.amazonaws.com',
    'localhost',
    'cache.prod.internal',
    'my-alb-1234567890.eu-west-1.elb.amazonaws.com',
  ],
  ...[
    'd111111abcdef8.cloudfront.net',
    'search-logs-abcdefghijklmnop.eu-central-1.es.amazonaws.com',
    '10.0.12.7',
    '2001:db8::1',
    '10.0.0.0/16',
    '5432',
    '0',
  ],
  ...[
    'true',
    'false',
    'on',
    'beta',
    'blue-green',
    '1.2.3',
    'v2.0.0-rc.1+build.77',
    '2026-11-25',
    '2026-11-25T03:36:00.000Z',
    'P30D',
    '*/5 * * * *',
  ],
  ...[
    'ami-0123456789abcdef0',
    'i-0abcdef1234567890',
    'subnet-0a1b2c3d4e5f60718',
    'sg-0123abcd',
    'vpc-0fedcba9876543210',
    'eipalloc-0123456789abcdef0',
    account,
  ],
  `arn:aws:s3:::my-bucket-of-logs/*`,
  `arn:aws:iam::${account}:role/service-role/MyLambdaExecutionRole-AB12CD34`,
  `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/my-load-balancer/50dc6c495c0c9188`,
  `arn:aws:sns:eu-west-1:${account}:orders-created-events-topic`,
  `arn:aws:acm:us-east-1:${account}:certificate/0a1b2c3d-0000-4444-8888-123456789abc`,
  `https://sqs.eu-west-1.amazonaws.com/${account}/orders-created-events-queue`,
  ...[
    'https://example.org',
    'https://example.org/path/to/some-long-page?page=2&sort=asc#top',
    'https://api.example.org/v1/customers/{id}/orders',
  ],
  ...[
    'redis://cache.prod.internal:6379/0',
    'postgres://db.prod.internal:5432/app',
    'jdbc:postgresql://db.prod.internal:5432/app?ssl=true',
    'amqp://queue:5672',
  ],
  ...[
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'C56A4180-65AA-42EC-A945-5FD21DEC0538',
    's3://my-bucket/path/to/a-file-of-settings.json',
    '/var/lib/my-application/data/current',
  ],
  `${account}.dkr.ecr.eu-west-1.amazonaws.com/team/my-service:2026.11.25-1`,
  `my-service@sha256:${'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'}`,
  ...[
    'ana@example.org',
    'eu-west-1',
    'Europe/Berlin',
    'm6i.large',
    'UTF-8',
    'application/json; charset=utf-8',
    'SELECT 1',
    'us-east-1a,us-east-1b,us-east-1c',
  ],
  ...[
    'ThisIsAVeryLongNameOfAFeatureFlag',
    'enableNewCheckoutFlowForReturningCustomers2',
    'COM_EXAMPLE_SHOP_CHECKOUT_V2',
    'org.example.shop.checkout.CheckoutServiceImpl',
  ],
  'The quick brown fox jumps over the lazy dog; it does so 12 times a day.',
  JSON.stringify({ host: 'db.prod.internal', port: 5432, ssl: true, pool: { min: 2, max: 20 } }),
  JSON.stringify({ flags: { newCheckout: true, darkMode: false }, rollout: 0.25, image: 'ami-0123456789abcdef0' }),
  JSON.stringify({
    queue: `https://sqs.eu-west-1.amazonaws.com/${account}/orders`,
    id: '1234abcd-12ab-34cd-56ef-1234567890ab',
    version: '1.2.3',
  }),
  'LOG_LEVEL=info\nPORT=8080\nHOST=0.0.0.0',
];

test('15 kinds of secrets are found by their values', async () => {
  expect(Object.keys(kinds)).toHaveLength(15);
  for (const [kind, secret] of Object.entries(kinds)) {
    await fc.assert(
      fc.asyncProperty(secret, async (value) => {
        const reason = await secretValue('/myapp/prod/setting', value);
        expect(reason, `${kind}: ${value}`).toBeDefined();
        for (const part of value.split(/[^A-Za-z0-9]+/).filter((each) => each.length >= 12)) expect(reason).not.toContain(part);
      }),
      { numRuns: 15, seed: 20_261_125 }, // of a million that are drawn by lot, some look like words
    );
  }
});

/** The same bytes in each run, and as good as drawn by lot. */
const drawn = (length: number, at: number): Buffer => createHash('shake256', { outputLength: length }).update(`${at}`).digest();

test('what is drawn by lot is found nearly always, whatever its length', () => {
  const lengths = [16, 20, 24, 32, 48, 64];
  const missed = lengths.flatMap((length) => {
    const all = Array.from({ length: 200 }, (_, at) => drawn(length, at).toString(length % 3 === 0 ? 'base64url' : 'base64'));
    return [{ length, share: all.filter((one) => !seemsRandom(one)).length / all.length }];
  });
  for (const { length, share } of missed) expect(share, `${length} bytes`).toBeLessThan(length < 24 ? 0.2 : 0.08);
});

describe('ordinary values are none', () => {
  test('60 of them at least', () => expect(ordinary.length).toBeGreaterThanOrEqual(60));

  test.each(ordinary)('%s', async (value) => {
    expect(await secretValue('/myapp/prod/setting', value)).toBeUndefined();
  });

  test('nor is any UUID', () => {
    for (let at = 0; at < 200; at += 1) expect(seemsRandom(randomUUID())).toBe(false);
  });
});

describe('a name', () => {
  test.each([
    ['/myapp/prod/db-password', 'password'],
    ['/myapp/prod/DB_PASSWORD', 'password'],
    ['/myapp/prod/dbPassword2', 'password'],
    ['/myapp/prod/stripe.api.key', 'key'],
    ['/myapp/prod/apiKey', 'key'],
    ['/myapp/prod/github-token', 'token'],
    ['/myapp/prod/connection-string', 'connection string'],
    ['/myapp/prod/jwt/private', 'private'],
    ['/myapp/prod/private-key', 'key'],
    ['/myapp/prod/secret-id', 'secret'],
    ['/myapp/secrets/db', 'secrets'],
    ['/myapp/prod/password-for-db-host', 'password'],
    ['/myapp/prod/api-key-payment-service', 'key'],
    ['/myapp/prod/credentials', 'credentials'],
  ])('%s says that it is a secret', (name, word) => {
    expect(secretName(name)).toBe(`The name says "${word}".`);
  });

  test.each([
    ...[
      '/myapp/prod/public-key',
      '/myapp/prod/key-id',
      '/myapp/prod/keyboard',
      '/myapp/prod/token-url',
      '/token-service/prod/port',
      '/myapp/prod/password-min-length',
    ],
    ...[
      '/myapp/prod/private-subnet-ids',
      '/myapp/prod/secret-arn',
      '/myapp/prod/kms-key-alias',
      '/myapp/prod/monkey',
      '/myapp/prod/bypass',
      '/myapp/prod/tokenizer',
      '/myapp/prod/db-host',
    ],
    ...['/myapp/prod/s3-key', '/myapp/prod/cacheKey', '/myapp/prod/compass', '/myapp/secrets/rotation-days', '/myapp/prod/author'],
  ])('%s does not', (name) => {
    expect(secretName(name)).toBeUndefined();
  });
});

describe('patterns of the house', () => {
  const own = [
    { of: 'name', pattern: '^/vault/', means: "something of the vault's" },
    { of: 'value', pattern: '^ACME-[0-9]{6}$', means: 'an order key of Acme' },
  ] as const;

  test('are looked for in the name and in the value', async () => {
    expect(await secretLooking('/vault/x', 'y', own)).toBe("The name looks like something of the vault's.");
    expect(await secretLooking('/myapp/x', 'ACME-123456', own)).toBe('The value looks like an order key of Acme.');
    expect(await secretLooking('/myapp/x', 'ACME', own)).toBeUndefined();
  });

  test('one that does not finish counts as found', async () => {
    const slow = [{ of: 'value', pattern: '(a+)+$', means: 'a slow one' }] as const;
    expect(await secretValue('/myapp/x', `${'a'.repeat(64)}b`, slow)).toBe('The value looks like a slow one.');
  });

  test('one that can not be read is refused when the configuration is', () => {
    expect(() => checkSecretPattern({ of: 'value', pattern: '(', means: 'x' })).toThrow("can't be read");
  });
});
