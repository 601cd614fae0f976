import { z } from 'zod';
import { targetWord } from '../../aws/target-words.ts';
import type { Form } from '../../domain/operation.ts';
import { logGroupName, s3Place } from '../../domain/output-place.ts';
import { duration, rate } from '../../domain/rate.ts';

const documentName = z
  .string()
  .regex(/^[\w.:/-]{3,128}(:\d{1,6})?$/, 'write the name of a document, with a version if you want one: AWS-RunShellScript:1');

/** What can be said of a command. */
export const input = z.object({
  targets: z.array(targetWord).min(1, 'name at least one target').max(1_000, 'at most 1,000 targets; a tag names many instances'),
  script: z.string().max(16_000, 'a script of more than 16,000 characters belongs into a document').optional(),
  document: documentName.optional(),
  param: z
    .array(z.string().regex(/^[\w-]{1,50}=/, 'write a parameter as NAME=VALUE'))
    .max(50)
    .optional(),
  concurrency: rate.optional(),
  errors: rate.optional(),
  canary: rate.optional(),
  timeout: duration.optional(),
  deliveryTimeout: duration.optional(),
  dir: z.string().max(4_096).optional(),
  live: z.boolean().optional(),
  rollback: z.string().max(16_000).optional(),
  rollbackOnFailure: z.boolean().optional(),
  s3: s3Place.optional(),
  logGroup: logGroupName.optional(),
  alarm: z.array(z.string().min(1).max(255)).max(1, 'AWS watches one alarm for a command').optional(),
  comment: z.string().max(40, 'at most 40 characters').optional(),
});

export type CommandInput = z.infer<typeof input>;

export const form: Form<typeof input> = {
  targets: {
    kind: 'targets',
    label: 'Targets',
    at: 'words',
    many: true,
    example: 'tag:App=myapp',
    hint: 'Instances, tags (several must all match), group:NAME or all.',
  },
  script: {
    kind: 'script',
    label: 'Script',
    at: 'rest',
    optional: true,
    example: 'sudo systemctl restart myapp',
    hint: 'Sent byte for byte.',
  },
  document: {
    kind: 'document',
    label: 'Document',
    optional: true,
    example: 'AWS-RunShellScript:1',
    hint: 'What runs, where it is not a plain script. Its version is pinned.',
  },
  param: {
    kind: 'pairs',
    label: 'Parameters',
    many: true,
    optional: true,
    example: 'Service=myapp',
    hint: "The document's parameters, each as NAME=VALUE. A list is given by several.",
  },
  concurrency: {
    kind: 'rate',
    label: 'At a time',
    optional: true,
    example: '20%',
    hint: 'How many instances at a time: a number or a percentage.',
  },
  errors: { kind: 'rate', label: 'Tolerated errors', optional: true, example: '5', hint: 'One more error stops the rest.' },
  canary: { kind: 'rate', label: 'Canary', optional: true, example: '1', hint: 'So many first; the rest only if all of them succeed.' },
  timeout: {
    kind: 'duration',
    label: 'Time for each',
    optional: true,
    example: '10m',
    hint: 'How long the script may take on one instance.',
  },
  deliveryTimeout: {
    kind: 'duration',
    label: 'Time to deliver',
    optional: true,
    example: '10m',
    hint: 'An instance that does not take it within this time is given up.',
  },
  dir: { kind: 'text', label: 'Working directory', optional: true, example: '/opt/myapp' },
  live: {
    kind: 'flag',
    label: 'Let AWS choose by tag when it runs',
    optional: true,
    hint: 'Not the exact list. It is cancelled if an instance appears that was not on the list.',
  },
  rollback: {
    kind: 'text',
    label: 'Rollback',
    optional: true,
    example: '"sudo /opt/myapp/rollback"',
    hint: 'A script or a document, offered on the instances that were touched when the errors are too many.',
  },
  rollbackOnFailure: { kind: 'flag', label: 'Roll back without asking', optional: true },
  s3: {
    kind: 'text',
    label: 'Output to S3',
    optional: true,
    example: 'my-bucket/deploys',
    hint: 'The whole output, beside the first 24,000 characters that AWS keeps.',
  },
  logGroup: { kind: 'text', label: 'Output to a log group', optional: true, example: '/ssm/deploys' },
  alarm: {
    kind: 'text',
    label: 'Alarm',
    many: true,
    optional: true,
    example: 'myapp-5xx',
    hint: 'A CloudWatch alarm that stops the command.',
  },
  comment: { kind: 'text', label: 'Comment', optional: true, example: '"deploy 42"', hint: "Shown in Run Command's history." },
};
