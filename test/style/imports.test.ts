import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const biome = join(root, 'node_modules/.bin/biome');
const run = promisify(execFile);
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'ssm-chatops-imports-'));
  for (const each of ['biome.json', '.gitignore', 'package.json', 'src', 'sandbox']) {
    await cp(join(root, each), join(copy, each), { recursive: true });
  }
});
afterAll(() => rm(copy, { recursive: true, force: true }));

interface Report {
  readonly summary: { readonly changed: number; readonly unchanged: number };
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

/** Lints paths of a tree, by all rules or by one; a failure is in the report, not thrown. */
async function lint(tree: string, paths: readonly string[], rule?: string): Promise<Report> {
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', ...(rule ? [`--only=${rule}`] : []), ...paths];
  const { stdout } = await run(biome, args, { cwd: tree, maxBuffer: 1e8 }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Report;
}

/** Every folder of src, as `src/auth/policy`, and src itself. */
async function folders(): Promise<string[]> {
  const found = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  return ['src', ...found.filter((each) => each.isDirectory()).map((each) => relative(root, join(each.parentPath, each.name)))].map(
    (each) => each.split(sep).join('/'),
  );
}

/** Plants one file per import in a copy of the tree; gives the imports that Biome let through, as `folder <- target`. */
async function letThrough(imports: readonly (readonly [folder: string, target: string])[]): Promise<string[]> {
  const planted = new Map<string, string>();
  for (const [index, [folder, target]] of imports.entries()) {
    const path = `${folder}/planted${index}.ts`;
    const up = target.startsWith('src/') || target.startsWith('sandbox/') || target.startsWith('test/');
    const from = up ? relative(folder, target) : target;
    planted.set(path, `${folder} <- ${target}`);
    await mkdir(join(copy, folder), { recursive: true });
    await writeFile(
      join(copy, path),
      `import type { X } from '${up && !from.startsWith('.') ? `./${from}` : from}';\nexport type Y = X;\n`,
    );
  }
  const { diagnostics } = await lint(copy, [...planted.keys()], 'style/noRestrictedImports');
  await Promise.all([...planted.keys()].map((path) => rm(join(copy, path))));
  const caught = new Set(
    diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports').map(({ location }) => location.path),
  );
  return [...planted].filter(([path]) => !caught.has(path)).map(([, what]) => what);
}

/** Who may import what of src; errors and log are open to all. */
const table: Readonly<Record<string, readonly string[]>> = {
  'src/domain': [],
  'src/config': ['src/domain'],
  'src/aws': ['src/domain'],
  'src/store': ['src/domain'],
  'src/auth': ['src/domain', 'src/aws'],
  'src/auth/policy': ['src/domain', 'src/aws', 'src/auth'],
  'src/slack': ['src/domain'],
  'src/slack/blocks': ['src/domain', 'src/slack'],
  'src/slack/render': ['src/domain', 'src/slack'],
  'src/workflows/command': ['src/domain', 'src/aws'],
  'src/workflows/lifecycle': ['src/domain', 'src/aws', 'src/auth', 'src/store', 'src/workflows/index.ts'],
  'src/workflows/lifecycle/enquiries': [
    'src/domain',
    'src/aws',
    'src/auth',
    'src/store',
    'src/workflows/lifecycle',
    'src/workflows/index.ts',
  ],
  'src/workflows': ['src/domain', 'src/workflows/command'],
  'src/handlers': ['src/domain', 'src/slack', 'src/workflows/lifecycle', 'src/workflows/index.ts', 'src/auth/directory.ts'],
  'src/handlers/parse': [
    'src/domain',
    'src/slack',
    'src/handlers',
    'src/workflows/lifecycle',
    'src/workflows/index.ts',
    'src/auth/directory.ts',
  ],
  'src/cli': ['src/domain', 'src/aws', 'src/auth', 'src/store', 'src/workflows/index.ts', 'src/config.ts'],
  'src/cli/check': ['src/domain', 'src/aws', 'src/auth', 'src/store', 'src/workflows/index.ts', 'src/config.ts', 'src/cli'],
  'src/jobs': ['src/domain', 'src/workflows/lifecycle', 'src/store/redis.ts'],
};

const targets = [
  'src/domain/plan.ts',
  'src/aws/clients.ts',
  'src/store/redis.ts',
  'src/store/requests.ts',
  'src/auth/directory.ts',
  'src/auth/policy/load.ts',
  'src/slack/notifier.ts',
  'src/slack/render/card.ts',
  'src/workflows/index.ts',
  'src/workflows/lifecycle/start.ts',
  'src/workflows/command/run.ts',
  'src/handlers/register.ts',
  'src/jobs/queues.ts',
  'src/config.ts',
  'src/wiring.ts',
  'src/main.ts',
  'src/health.ts',
  'sandbox/key.ts',
  'test/support/clock.ts',
];

const isIn = (target: string, place: string): boolean => target === place || target.startsWith(`${place}/`);

test('Biome reads every source file that git knows', async () => {
  const known = execFileSync('git', ['ls-files', '-z', 'src', 'sandbox', 'test'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => /\.tsx?$/.test(path) && existsSync(join(root, path)));
  const { summary } = await lint(root, ['src', 'sandbox', 'test'], 'style/noRestrictedImports');
  expect(known.length).toBeGreaterThan(200);
  expect(summary.changed + summary.unchanged).toBeGreaterThanOrEqual(known.length);
});

test('an import that the table does not allow is refused, in each folder', async () => {
  const forbidden = Object.entries(table).flatMap(([folder, may]) =>
    targets
      .filter((target) => !isIn(target, folder) && !may.some((place) => isIn(target, place)))
      .map((target) => [folder, target] as const),
  );
  expect(forbidden.length).toBeGreaterThan(150);
  expect(await letThrough(forbidden)).toEqual([]);
});

test('an import that the table allows is let through, in each folder', async () => {
  const allowed = Object.entries(table).flatMap(([folder, may]) =>
    [...targets.filter((target) => may.some((place) => isIn(target, place))), 'src/errors.ts', 'src/log.ts'].map(
      (target) => [folder, target] as const,
    ),
  );
  expect(await letThrough(allowed)).toHaveLength(allowed.length);
});

test('no folder of src, today or tomorrow, may import the wiring', async () => {
  const all = [...(await folders()).filter((folder) => folder !== 'src'), 'src/workflows/tomorrow', 'src/slack/tomorrow'];
  expect(await letThrough(all.map((folder) => [folder, 'src/wiring.ts'] as const))).toEqual([]);
});

test('files beside main import nothing but domain, errors and log', async () => {
  const forbidden = ['src/handlers/register.ts', 'src/aws/clients.ts', 'src/store/redis.ts', 'src/jobs/queues.ts', 'sandbox/key.ts'];
  expect(await letThrough(forbidden.map((target) => ['src', target] as const))).toEqual([]);
});

test('an area never imports another area', async () => {
  expect(
    await letThrough([
      ['src/workflows/tomorrow', 'src/workflows/command/run.ts'],
      ['src/workflows/tomorrow/inner', 'src/workflows/command/run.ts'],
      ['src/workflows/command', 'src/workflows/tomorrow/run.ts'],
    ]),
  ).toEqual([]);
});

test('Bolt stays in handlers, BullMQ in jobs, Cedar in auth', async () => {
  const homes: Readonly<Record<string, string>> = {
    '@slack/bolt': 'src/handlers',
    '@slack/bolt/dist/App.js': 'src/handlers',
    bullmq: 'src/jobs',
    '@cedar-policy/cedar-wasm/nodejs': 'src/auth',
  };
  const forbidden = Object.entries(homes).flatMap(([name, home]) =>
    ['src', ...Object.keys(table)].filter((folder) => !isIn(folder, home)).map((folder) => [folder, name] as const),
  );
  const allowed = Object.entries(homes).map(([name, home]) => [home, name] as const);
  expect(await letThrough(forbidden)).toEqual([]);
  expect(await letThrough(allowed)).toHaveLength(allowed.length);
});

test('the sandbox and the program know nothing of each other', async () => {
  expect(
    await letThrough([
      ['sandbox', 'src/log.ts'],
      ['sandbox/slack/api', 'src/errors.ts'],
      ['sandbox/aws', 'src/domain/plan.ts'],
      ['sandbox/aws', 'test/support/clock.ts'],
      ['src/handlers', 'sandbox/slack/seed.ts'],
    ]),
  ).toEqual([]);
});

test('a cycle of imports is refused, of types too', async () => {
  await writeFile(join(copy, 'src/domain/hen.ts'), "import type { Egg } from './egg.ts';\nexport type Hen = Egg;\n");
  await writeFile(join(copy, 'src/domain/egg.ts'), "import type { Hen } from './hen.ts';\nexport type Egg = Hen;\n");
  const { diagnostics } = await lint(copy, ['src']);
  await Promise.all(['hen', 'egg'].map((name) => rm(join(copy, `src/domain/${name}.ts`))));
  expect(diagnostics.filter(({ category }) => category === 'lint/suspicious/noImportCycles')).toHaveLength(2);
});

test('nothing is imported where Biome does not look: in import types, or by a way round', async () => {
  const sources = (await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of sources) {
    const text = await readFile(join(parentPath, name), 'utf8');
    // import('./x.ts').Y as a type: not awaited, and a member with a capital follows.
    for (const [match] of text.matchAll(/(?<!await )import\(\s*['"](?:\.|@slack\/bolt|bullmq|@cedar-policy)[^)]*\)\.[A-Z]\w*/g))
      found.push(`${name}: ${match}`);
    for (const [match] of text.matchAll(/(?:from|import)\s*\(?\s*['"](?:\.\/\.\.|[^'"]*[^.'"/]\/\.\.\/)[^'"]*['"]/g))
      found.push(`${name}: ${match}`);
  }
  expect(found).toEqual([]);
});
