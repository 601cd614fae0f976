import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { accessKeyId, secretAccessKey } from '../../../sandbox/aws/seed/accounts.ts';
import { steerAws } from '../../support/aws.ts';

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** Starts the command line and reads what it prints up to the line that matches. */
async function start(args: string[], until: RegExp): Promise<string> {
  child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/aws/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  await expect.poll(() => lines.join('\n'), { timeout: 20_000, interval: 20 }).toMatch(until);
  return lines.join('\n');
}

test('the command line says how to point a client at it, answers, and ends on Ctrl-C', async () => {
  const said = await start(['--port', '0', '--speed', '5'], /Ctrl-C/);
  const url = /AWS_ENDPOINT_URL=(\S+)/.exec(said)?.[1] ?? '';
  expect(said).toContain(`AWS_ACCESS_KEY_ID=${accessKeyId}`);
  const sts = new STSClient({ endpoint: url, region: 'eu-central-1', credentials: { accessKeyId, secretAccessKey } });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toContain(':user/ssm-chatops');
  sts.destroy();
  const aws = steerAws(url); // in another process, by its URL alone
  expect(await aws.calls()).toEqual({ 'sts.GetCallerIdentity': 1 });
  child?.kill('SIGINT');
  expect(child?.exitCode ?? (await once(child as ChildProcess, 'exit'))[0]).toBe(0);
});

test('a port or a speed that is none is named with what is right', async () => {
  expect(await start(['--port', 'http'], /sandbox:aws/)).toContain('--port http is not a port. Use 0 to 65535.');
  expect(await start(['--speed', '0'], /sandbox:aws/)).toContain('--speed 0 is not a factor.');
});
