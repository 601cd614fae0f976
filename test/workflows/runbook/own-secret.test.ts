import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretInRunbook } from '../../../src/workflows/runbook/content-secret.ts';

// Made up, and put together here, so that no scanner takes this file for a leak.
const random = ['kX9', 'vQ2', 'mZ7', 'pL4', 'wR8', 'tB1', 'nJ6', 'hY3'].join('');

const runbook = (inputs: string, parameters = '') => `schemaVersion: '0.3'
parameters:
  DbPassword:
    type: String
    description: The password of the database, from Parameter Store.
${parameters}mainSteps:
  - name: one
    action: aws:executeAwsApi
    inputs:
${inputs}
`;

test.each([
  ['a password that is written out', '      DbPassword: correct-horse', 10],
  ['an AWS key in a script', `      Script: |\n        export AWS_SECRET_ACCESS_KEY=${random}${random}`, 11],
  ['a value beside its name', '      Environment:\n        - Name: DB_PASSWORD\n          Value: correct-horse', 12],
  ['a long random text', `      Header: x ${random}`, 10],
])('%s is found, with its line', async (_what, inputs, line) => {
  expect(await secretInRunbook(runbook(inputs))).toMatchObject({ line });
});

test('the default of a parameter that is called a password is found', async () => {
  expect(await secretInRunbook(runbook('      Service: ssm', '    default: correct-horse\n'))).toMatchObject({ line: 6 });
});

test.each([
  ['a reference to a parameter', "      DbPassword: '{{ DbPassword }}'"],
  ['a reference to Parameter Store', "      DbPassword: '{{ ssm:/myapp/prod/db-password }}'"],
  ['the name of a secret', '      Service: secretsmanager\n      Api: GetSecretValue\n      SecretId: myapp/prod/db'],
  ['tags', '      Tags:\n        - Key: Team\n          Value: platform'],
  ['a sum to compare with', `      Script: echo "${'0123456789abcdef'.repeat(4)}  app.tar" | sha256sum -c`],
])('%s is no secret', async (_what, inputs) => {
  expect(await secretInRunbook(runbook(inputs))).toBeUndefined();
});

test("what the house takes for a secret is one here too, and the words are the house's", async () => {
  const own = [{ of: 'value', pattern: '^ACME-\\d{4}$', means: 'a licence' }] as const;
  expect(await secretInRunbook(runbook('      Licence: ACME-1234'), own)).toEqual({ line: 10, why: 'It looks like a licence.' });
});

test('any text is looked at without a failure, and a line that is named exists', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), async (text) => {
      const found = await secretInRunbook(text);
      if (found) expect(found.line).toBeLessThanOrEqual(text.split('\n').length);
    }),
    { numRuns: 150 },
  );
});
