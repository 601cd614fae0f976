import { expect, test } from 'vitest';
import { answerOf, inWords } from '../../src/aws/errors.ts';
import { UnavailableError, UserError } from '../../src/errors.ts';

const answered = (name: string, message: string, httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $fault: httpStatusCode < 500 ? 'client' : 'server', $metadata: { httpStatusCode } });

test('a denied call names role, action and resource, and the line to add', () => {
  const error = answered(
    'AccessDeniedException',
    'User: arn:aws:sts::111122223333:assumed-role/ssm-chatops-operate/ssm-chatops-1 is not authorized to perform: ssm:SendCommand on resource: arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc because no identity-based policy allows the ssm:SendCommand action',
  );
  const words = inWords(error, 'starting on prod').message;
  expect(words).toContain(
    'The role ssm-chatops-operate may not do ssm:SendCommand on arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc',
  );
  expect(words).toContain(
    '{"Effect":"Allow","Action":"ssm:SendCommand","Resource":"arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc"}',
  );
});

test('a denied call without a resource still names the role', () => {
  const words = inWords(
    answered(
      'UnauthorizedOperation',
      'User: arn:aws:sts::1:assumed-role/observe/x is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows it',
    ),
    'reading',
  ).message;
  expect(words).toContain('The role observe may not do ec2:DescribeInstances on *');
});

test('a message of another shape is shown as AWS wrote it', () => {
  expect(inWords(answered('AccessDenied', 'No.'), 'reading').message).toContain('No.');
});

test.each([
  ['ThrottlingException', 400, 'throttled'],
  ['InvalidInstanceId', 400, 'refused'],
  ['InternalServerError', 500, 'unknown'],
] as const)('%s (%i) means: %s', (name, status, meaning) => {
  expect(answerOf(answered(name, 'x', status))).toBe(meaning);
});

test('no answer at all may have taken effect', () => {
  expect(answerOf(new Error('socket hang up'))).toBe('unknown');
  expect(inWords(new Error('socket hang up'), 'planning on prod')).toBeInstanceOf(UnavailableError);
});

test('what AWS refuses is for the person, with its words', () => {
  const words = inWords(answered('InvalidDocument', 'no such document'), 'planning on prod');
  expect(words).toBeInstanceOf(UserError);
  expect(words.message).toContain('InvalidDocument: no such document');
});
