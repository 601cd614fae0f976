import { expect, test } from 'vitest';
import { type AdviceFacts, advise, monthly } from '../../../src/workflows/parameter/advise.ts';

const secret: AdviceFacts = { name: '/myapp/prod/db-password', type: 'SecureString', tier: 'Standard', bytes: 24 };

test('a secret that stays as it is belongs into Parameter Store, where it costs nothing', () => {
  const { store, because, rows } = advise({ ...secret, readsAMonth: 1_000_000 });
  expect(store).toBe('Parameter Store');
  expect(because).toContain('It is a secret that neither changes by itself nor leaves the account');
  expect(rows[0]).toEqual({
    about: 'Price a month (one value, 1,000,000 reads)',
    parameterStore: '$0.00',
    secretsManager: '$5.40',
    speaksFor: 'Parameter Store',
  });
});

test.each<[Partial<AdviceFacts>, string, string]>([
  [{ rotates: true }, 'It is to be changed by itself', 'Changes by itself'],
  [{ otherAccounts: true }, 'Other accounts read it', 'Read by other accounts'],
  [{ generated: true }, 'Its value is to be drawn by AWS', 'Value drawn by AWS'],
  [{ bytes: 9_000 }, 'It has 9,000 bytes', 'Most bytes'],
])('%j speaks for Secrets Manager', (more, because, about) => {
  const advice = advise({ ...secret, ...more });
  expect(advice.store).toBe('Secrets Manager');
  expect(advice.because).toContain(because);
  expect(advice.rows.find((row) => row.about === about)?.speaksFor).toBe('Secrets Manager');
});

test('what is no secret stays in Parameter Store, whatever was answered', () => {
  expect(advise({ ...secret, type: 'String', rotates: true }).store).toBe('Parameter Store');
});

test('a secret that lies in the clear is told so', () => {
  const { notes } = advise({ ...secret, type: 'String', secret: 'The name says "password".' });
  expect(notes[0]).toContain('It is a String, so its value is not encrypted. The name says "password". Put it anew');
});

test('at volume, the prices are those of the list', () => {
  expect(monthly('Standard', 1_000, 10_000_000)).toEqual([0, 450]);
  const [advanced] = monthly('Advanced', 1_000, 10_000_000);
  expect(advanced).toBeCloseTo(100);
});
