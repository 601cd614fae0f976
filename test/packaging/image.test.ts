import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { serveHealth } from '../../src/health.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = readFileSync(`${root}Dockerfile`, 'utf8');
/** One instruction a line, without comments. */
const lines = dockerfile
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM')));
const argumentsOf = (instruction: string) =>
  last.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1).trim());

test('the linter has nothing to say about the Dockerfile', () => {
  const said = execFileSync(`${root}node_modules/.bin/dockerfilelint`, ['--output', 'json', 'Dockerfile'], { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(said)).toMatchObject({ totalIssues: 0 });
});

test('the image holds production dependencies and dist, and no compiler', () => {
  expect(lines.filter((line) => line.startsWith('RUN npm ci'))).toEqual([
    'RUN npm ci --ignore-scripts',
    'RUN npm ci --omit=dev --ignore-scripts',
  ]);
  expect(argumentsOf('COPY')).toEqual([
    'package.json ./',
    '--from=dependencies /app/node_modules ./node_modules',
    '--from=build /app/dist ./dist',
  ]);
});

test('the image runs Node itself as a user without rights, with no shell that would swallow SIGTERM', () => {
  expect(argumentsOf('USER')).toEqual(['node']);
  expect(JSON.parse(argumentsOf('ENTRYPOINT')[0] ?? '')).toEqual(['node', '--enable-source-maps', 'dist/main.js']);
  expect(JSON.parse(argumentsOf('CMD')[0] ?? '')).toEqual(['serve']);
});

test('its health check passes and fails as the health address does', async () => {
  const [, command = ''] = /CMD (\[.*\])$/.exec(argumentsOf('HEALTHCHECK')[0] ?? '') ?? [];
  const [node, ...args] = JSON.parse(command) as string[];
  expect(node).toBe('node');
  const health = await serveHealth(0, async () => []);
  const check = async (port: number): Promise<unknown> => {
    const [code] = await once(spawn(process.execPath, args, { env: { HEALTH_PORT: String(port) } }), 'exit');
    return code;
  };
  expect(await check(health.port)).toBe(0);
  await health.close();
  expect(await check(health.port)).toBe(1);
});

test('what the build copies is there and reaches it', () => {
  const ignored = readFileSync(`${root}.dockerignore`, 'utf8').split('\n');
  expect(ignored).toContain('*');
  const copied = lines
    .filter((line) => line.startsWith('COPY') && !line.includes('--from'))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  for (const path of new Set(copied)) {
    expect(existsSync(root + path), path).toBe(true);
    expect(ignored).toContain(`!${path}`);
  }
});
