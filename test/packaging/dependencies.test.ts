import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;
const [runtime = '', development = ''] = read('docs/dependencies.md').split('## What it is built and tested with');
const listed = (text: string) => [...text.matchAll(/^- `([^`]+)` (\S+): \S+/gm)].map(([, name, version]) => `${name} ${version}`);
const pinned = (all: Record<string, string>) => Object.entries(all).map(([name, version]) => `${name} ${version}`);

test('the page on dependencies has a line for each one, with its version, and for no other', () => {
  expect(listed(runtime).sort()).toEqual(pinned(dependencies).sort());
  expect(listed(development).sort()).toEqual(pinned(devDependencies).sort());
});

test('every version is pinned exactly', () => {
  for (const each of pinned({ ...dependencies, ...devDependencies })) expect(each).toMatch(/ \d+\.\d+\.\d+$/);
});

test('the lock file holds no address of a registry', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
