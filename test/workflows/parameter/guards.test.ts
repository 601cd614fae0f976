import { expect, test } from 'vitest';
import type { Environment } from '../../../src/domain/environment.ts';
import type { ParameterRules } from '../../../src/domain/parameter-rules.ts';
import { UserError } from '../../../src/errors.ts';
import type { Current } from '../../../src/workflows/parameter/current.ts';
import { guard } from '../../../src/workflows/parameter/guards.ts';
import { prod } from '../../domain/samples.ts';

const keys = `arn:aws:kms:${prod.region}:${prod.account}`;
const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
const on = (rules: Partial<ParameterRules>): Environment => ({ ...prod, parameters: { secrets: [], ...rules } });
const named = on({ convention: { pattern: '/{app}/{environment}/{name}', spare: ['/shared'] } });
const kept = (name: string, keyId?: string): Current => ({
  name,
  version: 1,
  type: keyId ? 'SecureString' : 'String',
  tier: 'Standard',
  dataType: 'text',
  keyId,
  policies: [],
  changed: 'long ago',
});

test('a new name follows the convention, and is told the right one where it does not', () => {
  const set = (name: string) => guard({ name, type: 'String' }, undefined, named);
  expect(set('/myapp/prod/db/host').warnings).toEqual([]);
  expect(set('/shared/anything').warnings).toEqual([]);
  expect(() => set('/myapp/staging/host')).toThrow(UserError);
  expect(() => set('/myapp/staging/host')).toThrow(
    'here it would be /myapp/prod/host. A new parameter needs such a name, or one under /shared.',
  );
  expect(() => set('/host')).toThrow('as in /myapp/prod/db-host.');
});

test('one that is there under another name can be changed, and it is said; without a convention any name will do', () => {
  expect(guard({ name: '/host', type: 'String' }, kept('/host'), named).warnings).toEqual([expect.stringContaining('It is there already')]);
  expect(guard({ name: '/host', type: 'String' }, undefined, on({})).warnings).toEqual([]);
});

test.each([
  ['alias/myapp', 'alias/myapp'],
  ['alias/myapp', `${keys}:alias/myapp`],
  [`${keys}:key/${id}`, id],
  [`${keys}:key/${id}`, `${keys}:key/${id}`],
])('where %s must be used, %s is the same key', (required, typed) => {
  const env = on({ key: required });
  const name = '/myapp/prod/token';
  expect(guard({ name, type: 'SecureString', key: typed }, undefined, env)).toEqual({ key: typed, warnings: [] });
  expect(guard({ name, type: 'SecureString' }, kept(name, typed), env)).toEqual({ key: typed, warnings: [] });
  expect(guard({ name, type: 'SecureString' }, undefined, env).key).toBe(required);
});

test.each(['alias/other', 'alias/aws/ssm', id, `arn:aws:kms:${prod.region}:999999999999:alias/myapp`])(
  'a secret under %s moves to the key that must be used, and no new one may be under it',
  (other) => {
    const env = on({ key: 'alias/myapp' });
    const name = '/myapp/prod/token';
    const moved = guard({ name, type: 'SecureString' }, kept(name, other), env);
    expect(moved).toEqual({ key: 'alias/myapp', warnings: [expect.stringContaining(`from the key ${other} to alias/myapp`)] });
    expect(() => guard({ name, type: 'SecureString', key: other }, undefined, env)).toThrow('Send it again without a key');
  },
);

test('without a key that must be used, a secret keeps its own or gets the one that was said', () => {
  const name = '/myapp/prod/token';
  expect(guard({ name, type: 'SecureString' }, kept(name, 'alias/other'), on({})).key).toBe('alias/other');
  expect(guard({ name, type: 'SecureString', key: 'alias/new' }, kept(name, 'alias/other'), on({})).key).toBe('alias/new');
  expect(guard({ name, type: 'SecureString' }, undefined, on({})).key).toBeUndefined();
});
