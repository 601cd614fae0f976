/** `npm run sandbox` as a newcomer starts it, without any Redis: it prints its address within 60 s and a story runs through. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { connectPeople } from '../support/people.ts';
import { tellStory } from './story.ts';

const startMs = 60_000;
const began = Date.now();
const seconds = () => `${((Date.now() - began) / 1_000).toFixed(1)} s`;

const { REDIS_URL: _, ...env } = process.env;
const sandbox = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', '--port', '0', '--aws-port', '0', '--speed', '10'], {
  env: { ...env, SANDBOX_REDIS: 'embedded' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const gone = once(sandbox, 'exit');
const address = new Promise<string>((resolve) => {
  createInterface({ input: sandbox.stdout }).on('line', (line) => {
    console.log(line);
    const [, url] = /ssm-chatops sandbox:\s+(\S+)/.exec(line) ?? [];
    if (url) resolve(url);
  });
});

try {
  const url = await Promise.race([
    address,
    gone.then(([code]) => Promise.reject(new Error(`The sandbox ended with ${code} before it was ready.`))),
    after(startMs, undefined, { ref: false }).then(() => Promise.reject(new Error(`No address after ${startMs / 1_000} s.`))),
  ]);
  console.log(`Ready after ${seconds()}.`);
  const slack = await connectPeople(url);
  await tellStory(slack);
  slack.close();
  console.log(`The story is through after ${seconds()}.`);
  sandbox.kill('SIGTERM');
  const [code] = await gone;
  if (code !== 0) throw new Error(`The sandbox ended with ${code}.`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  sandbox.kill('SIGKILL');
}
