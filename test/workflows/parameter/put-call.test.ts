import { PutParameterCommand, SSMServiceException } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { answerOf } from '../../../src/aws/errors.ts';
import { UserError } from '../../../src/errors.ts';
import { type PutCall, put } from '../../../src/workflows/parameter/put-call.ts';

const value = 'planted-in-an-error-8812';
const secret: PutCall = { type: 'SecureString', tier: 'Standard', overwrite: true, key: 'alias/myapp', dataType: 'text' };

/** An AWS that answers with this error, and quotes what it was sent, as its validation does. */
const refusing = (name: string, status: number) => ({
  ssm: {
    send: (command: unknown) => {
      const quoted = command instanceof PutParameterCommand ? command.input.Value : '';
      return Promise.reject(
        new SSMServiceException({
          name,
          $fault: status < 500 ? 'client' : 'server',
          $metadata: { httpStatusCode: status },
          message: `1 validation error detected: Value '${quoted}' at 'value' failed to satisfy constraint`,
        }),
      );
    },
  } as unknown as Parameters<typeof put>[3]['ssm'],
});

const thrown = async (call: PutCall, name: string, status: number): Promise<Error> =>
  put('/myapp/prod/db-password', call, value, refusing(name, status)).then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error as Error,
  );
const all = (error: Error) => `${error.name} ${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;

test.each([
  ['ValidationException', 400, 'refused'],
  ['InternalServerError', 500, 'unknown'],
  ['ThrottlingException', 400, 'throttled'],
] as const)("a %s that quotes a secret's value is told without it, and means the same", async (name, status, means) => {
  const error = await thrown(secret, name, status);
  expect(all(error)).not.toContain(value);
  expect(error instanceof UserError ? 'refused' : answerOf(error)).toBe(means);
});

test("what AWS says of a value that is no secret is AWS's own", async () => {
  expect((await thrown({ ...secret, type: 'String' }, 'ValidationException', 400)).message).toContain('failed to satisfy constraint');
});
