import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameterArn } from '../../../src/workflows/parameter/name.ts';
import { references, secureProperties, shellWord } from '../../../src/workflows/parameter/reference.ts';
import type { Referred } from '../../../src/workflows/parameter/referred.ts';

const run = promisify(execFile);
const project = new URL('../../../', import.meta.url).pathname;
const env = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const host: Referred = { name: '/myapp/prod/db-host', type: 'String', env };
const password: Referred = { name: '/myapp/prod/db-password', type: 'SecureString', version: 3, keyId: 'alias/myapp', env };
const read = (of: Referred, title: string) => {
  const found = references(of).find((each) => each.title.startsWith(title));
  if (!found) throw new Error(`There is no ${title}.`);
  return found;
};

test('CloudFormation takes a String anywhere, and a SecureString only where AWS resolves it', () => {
  expect(read(host, 'CloudFormation').text).toBe('{{resolve:ssm:/myapp/prod/db-host}}');
  const { text, note } = read(password, 'CloudFormation');
  expect(text).toBe('{{resolve:ssm-secure:/myapp/prod/db-password:3}}');
  for (const property of secureProperties) expect(note).toContain(property);
});

test('ECS takes the full ARN, under a name that a variable may have', () => {
  expect(JSON.parse(read(host, 'ECS').text)).toEqual({
    secrets: [{ name: 'DB_HOST', valueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/myapp/prod/db-host' }],
  });
  expect(JSON.parse(read({ ...host, name: '/a/7-zip' }, 'ECS').text).secrets[0].name).toBe('PARAMETER_7_ZIP');
});

test('a secret is no variable of a Lambda, and the command line is said to print it', () => {
  expect(references(host).map(({ title }) => title)).toContain('Lambda, as a variable set by CloudFormation');
  expect(references(password).map(({ title }) => title)).not.toContain('Lambda, as a variable set by CloudFormation');
  expect(read(password, 'Command line').text).toContain('--with-decryption');
  expect(read(password, 'Command line').note).toContain('It prints the secret');
  expect(read(host, 'Command line').text).not.toContain('--with-decryption');
});

test('a shell reads the words of a command line as they were, whatever the name', async () => {
  const odd = fc.sample(
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((word) => !/[\0\n]/.test(word)),
    { numRuns: 60, seed: 7 },
  );
  const { stdout } = await run('sh', ['-c', `printf '%s\\n' ${[...odd, "it's $HOME `x`"].map(shellWord).join(' ')}`]);
  expect(stdout.split('\n').slice(0, -1)).toEqual([...odd, "it's $HOME `x`"]);

  const names = fc.sample(fc.stringMatching(/^(\/[\w.-]{1,8}){1,3}$|^[\w.-]{1,8}$/), { numRuns: 30, seed: 7 });
  const lines = [...names, '-x'].map((name) => read({ ...host, name }, 'Command line').text);
  const answer = await run('sh', ['-c', `aws() { printf '%s\\n' "$3"; }\n${lines.join('\n')}`]);
  expect(answer.stdout.split('\n').slice(0, -1)).toEqual([...names, '-x'].map((name) => `--name=${name}`));
});

test('the programs in TypeScript are right for the compiler', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-reference-'));
  try {
    await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const programs = [host, password, { ...host, name: 'db' }].flatMap((of, at) => [
      [`reader${at}.ts`, read(of, 'SDK for TypeScript').text] as const,
      [
        `extension${at}.ts`,
        `export async function value(): Promise<string> {\n${read(of, 'Lambda, by').text}\nreturn Parameter.Value;\n}\n`,
      ] as const,
    ]);
    for (const [name, text] of programs) await writeFile(join(folder, name), text);
    const options = { target: 'es2023', module: 'nodenext', types: ['node'], strict: true, noEmit: true, skipLibCheck: true };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const { stdout } = await run(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

// The simulation reads a name within a condition's key only behind a slash.
const simulated = <T>(data: T): T => JSON.parse(JSON.stringify(data).replaceAll('kms:EncryptionContext:', 'aws:PrincipalTag/'));
// As KMS makes it: the account's own policies decide.
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${env.account}:root` }, Action: 'kms:*', Resource: '*' }],
};

/** What IAM says of a role with the printed policy alone. */
async function mayDo(
  of: Referred,
  action: string,
  resource: string,
  contextVariables: Record<string, string | string[]> = {},
): Promise<boolean> {
  const simulation = {
    request: {
      principal: `arn:aws:iam::${env.account}:role/app`,
      action,
      resource: { resource, accountId: env.account },
      contextVariables,
    },
    identityPolicies: [{ name: 'printed', policy: JSON.parse(read(of, 'IAM').text) }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(action.startsWith('kms:') && { resourcePolicy: keyPolicy }),
  };
  const result = await runSimulation(simulated(simulation), {});
  return result.resultType !== 'error' && result.overallResult === 'Allowed';
}

test('the printed policy lets a role read this parameter, and no other', async () => {
  expect(await mayDo(host, 'ssm:GetParameter', parameterArn(env, host.name))).toBe(true);
  expect(await mayDo(host, 'ssm:GetParameter', parameterArn(env, '/myapp/prod/db-port'))).toBe(false);
  expect(await mayDo(host, 'ssm:PutParameter', parameterArn(env, host.name))).toBe(false);
});

test('its key decrypts only what it encrypted for this parameter', async () => {
  const key = `arn:aws:kms:eu-west-1:${env.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const context = (name: string, alias = 'alias/myapp') => ({
    'kms:EncryptionContext:PARAMETER_ARN': parameterArn(env, name),
    'kms:ResourceAliases': [alias],
  });
  expect(read(password, 'IAM').text).toContain('kms:EncryptionContext:PARAMETER_ARN');
  expect(await mayDo(password, 'kms:Decrypt', key, context(password.name))).toBe(true);
  expect(await mayDo(password, 'kms:Decrypt', key, context('/other/secret'))).toBe(false);
  expect(await mayDo(password, 'kms:Decrypt', key, context(password.name, 'alias/other'))).toBe(false);
  const byId = { ...password, keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' };
  expect(await mayDo(byId, 'kms:Decrypt', key, context(password.name))).toBe(true);
  expect(read({ ...password, keyId: 'alias/aws/ssm' }, 'IAM').text).not.toContain('kms:');
});
