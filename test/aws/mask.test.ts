import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/aws/mask.ts';

// Made up, and in pieces, so that no scanner takes this file for a leak.
const made = (...pieces: string[]): string => pieces.join('');
const word = made('hun', 'ter2', '-horse');
const accessKey = made('AKI', 'AIOSFODNN7', 'FAKEQ12');
const secretKey = made('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCY', 'FAKEKEY123');
const jwt = made('ey', 'JhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3', '.c2lnbmF0dXJlLW1hZGUtdXA');
const github = made('gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8');
const slack = made('xox', 'b-', '123456789012-123456789012-', 'abcdefghijklmnopqrstuvwx');
const body = made('MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj');
const kind = made('PRIV', 'ATE KEY');

describe('a planted secret is masked', () => {
  test.each([
    ['a variable', `DB_PASSWORD=${word}`, word],
    ['a variable in quotes', `export DB_PASSWORD="${word} with spaces"`, word],
    ['YAML', `  password: ${word}`, word],
    ['JSON', `{"user":"ana","password":"${word}"}`, word],
    ['JSON within JSON', `"{\\"password\\":\\"${word}\\"}"`, word],
    ['a token after a colon', `token: ${word}99`, word],
    ['a client secret', `client_secret = '${word}'`, word],
    ['an API key', `X-Api-Key: ${word}`, word],
    ['a bearer token', `curl -H "Authorization: Bearer ${word}" https://example.org`, word],
    ['a bearer token alone', `sent Bearer ${word} to it`, word],
    ['basic authorization', `authorization: Basic ${made('YW5h', 'Omh1bnRlcjI=')}`, made('YW5h', 'Omh1bnRlcjI=')],
    ['an argument in a list of processes', `root 1 mysqld --password ${word} --port 3306`, word],
    ['a connection string', `postgres://app:${word}@db.example.org:5432/app`, word],
    ['a connection string whose password has an @', `mysql://app:p@${word}@db.example.org/app`, word],
    ['a Redis address without a user', `redis://:${word}@cache:6379`, word],
    ['an ADO connection string', `Server=db;Uid=app;Pwd=${word};Database=app`, word],
    ['a web address', `https://ana:${word}@example.org/x`, word],
    ['an access key id', `found ${accessKey} there`, accessKey],
    ['a secret access key', `AWS_SECRET_ACCESS_KEY=${secretKey}`, secretKey.slice(-12)],
    ['a secret access key in a profile', `aws_secret_access_key = ${secretKey}`, secretKey.slice(-12)],
    ['a secret access key in JSON', `{"SecretAccessKey": "${secretKey}"}`, secretKey.slice(-12)],
    ['a JWT', `cookie: session=${jwt}; Path=/`, jwt.slice(-10)],
    ['a GitHub token', `remote ${github}`, github],
    ['a Slack token', `bot ${slack}`, slack],
    ['a private key', `-----BEGIN RSA ${kind}-----\n${body}\n${body}\n-----END RSA ${kind}-----\ndone`, body],
    ['a private key on one line', `{"key":"-----BEGIN ${kind}-----\\n${body}\\n-----END ${kind}-----\\n"}`, body],
    ['a private key without its end', `-----BEGIN ${kind}-----\n${body}\n${body}\n${body.slice(0, 9)}`, body.slice(0, 9)],
    ['a private key without its beginning', `${body}\n${body}\n-----END ${kind}-----`, body],
  ])('%s', async (_, text, secret) => {
    const shown = await maskSecrets(text);
    expect(shown).not.toContain(secret);
    expect(shown).toContain('[masked]');
  });

  test('what stands around it stays', async () => {
    expect(await maskSecrets(`a=1 DB_PASSWORD="${word}" b=2`)).toBe('a=1 DB_PASSWORD="[masked]" b=2');
    expect(await maskSecrets(`postgres://app:${word}@db.example.org:5432/app`)).toContain('@db.example.org:5432/app');
    expect(await maskSecrets(`Server=db;Pwd=${word};Database=app`)).toBe('Server=db;Pwd=[masked];Database=app');
    expect(await maskSecrets(`?token=${word}&page=2`)).toBe('?token=[masked]&page=2');
  });

  test('a secret that stands twice is masked twice', async () => {
    expect(await maskSecrets(`${accessKey}\n${accessKey}`)).toBe('[masked]\n[masked]');
  });

  test('text cannot turn the rules off', async () => {
    const text = `# secretlint-disable\n${accessKey}\n# secretlint-enable`;
    expect(await maskSecrets(text)).toBe('# secretlint-disable\n[masked]\n# secretlint-enable');
  });
});

describe('ordinary output stays as it is', () => {
  test.each([
    [
      'df',
      'Filesystem     1K-blocks    Used Available Use% Mounted on\n/dev/nvme0n1p1   8125880 3012344   5097152  38% /\ntmpfs             401648       0    401648   0% /dev/shm',
    ],
    [
      'systemctl',
      '● sshd.service - OpenSSH server daemon\n     Loaded: loaded (/lib/systemd/system/sshd.service; enabled; preset: enabled)\n     Active: active (running) since Tue 2026-11-24 14:02:11 UTC; 3h ago\n   Main PID: 812 (sshd)\n      Tasks: 1 (limit: 2310)\n     CGroup: /system.slice/sshd.service\n             └─812 "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"\n  systemd-ask-password-wall.path loaded active waiting Forward Password Requests to Wall Directory Watch',
    ],
    [
      'a Java stack trace',
      'java.lang.IllegalStateException: Unexpected token: } at line 3\n\tat com.example.auth.TokenFilter.doFilter(TokenFilter.java:42)\n\tat com.example.SecretService.read(SecretService.java:117)\nCaused by: com.example.AuthException: invalid token: expired\n\t... 12 more',
    ],
    ['the account file', 'root:x:0:0:root:/root:/bin/bash\nssm-user:x:1001:1001::/home/ssm-user:/bin/sh'],
    ['nsswitch.conf', 'passwd:     files systemd\nshadow:     files'],
    ['the environment', 'PWD=/home/ana\nOLDPWD=/root\nSHELL=/bin/bash\nPASSWORD=\nTOKEN=$TOKEN'],
    ['sshd_config', 'PasswordAuthentication no\nPermitRootLogin prohibit-password'],
    ['addresses', 'http://registry:4873/@scope/pkg\nhttps://example.org:8443/a?b=c\nssh git@example.org:team/repo.git'],
    ['a prompt', 'Password: \nEnter the token: \nBearer authentication is required'],
    [
      'an S3 address and an ARN',
      'arn:aws:ssm:eu-central-1:111122223333:parameter/myapp/prod/db-password\ns3://logs/i-0abc/awsrunShellScript/stdout',
    ],
    ['counts', 'tokens: 5120\nmax_tokens=4096\npassword: null'],
    [
      'hashes',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  app.tar.gz\ncommit 602bf50c1f7a0e6b5d3c2a19f8e7d6c5b4a39281',
    ],
  ])('%s', async (_, text) => {
    expect(await maskSecrets(text)).toBe(text);
  });
});

test('a secret on a line of its own is masked whatever stands around it', async () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('password=', 'token: ', 'Bearer ', 'https://a:', '@b', '"', "'", ' ', '\n', '--token ', ';', '&x=1', '\\"'),
  );
  const around = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const line = fc.constantFrom(
    `DB_PASSWORD=${word}`,
    `"password": "${word}"`,
    `https://ana:${word}@example.org/`,
    `Authorization: Bearer ${word}`,
  );
  await fc.assert(
    fc.asyncProperty(around, line, around, async (before, secret, after) => {
      expect(await maskSecrets(`${before}\n${secret}\n${after}`)).not.toContain(word);
    }),
    { numRuns: 500 },
  );
});

test('a long line costs no more than its length', async () => {
  const long = 'a1B2'.repeat(100_000);
  const started = performance.now();
  await maskSecrets(`${long} password ${long} :// ${'token '.repeat(20_000)} ${'-----BEGIN '.repeat(1000)}`);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('masking leaves no marks in the process', async () => {
  await maskSecrets('warm');
  const before = performance.getEntriesByType('mark').length;
  for (let time = 0; time < 20; time += 1) await maskSecrets(`line ${time}`);
  expect(performance.getEntriesByType('mark').length).toBe(before);
});
