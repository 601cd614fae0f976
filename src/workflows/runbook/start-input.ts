import { z } from 'zod';
import { targetWord } from '../../aws/target-words.ts';
import type { Form } from '../../domain/operation.ts';
import { rate } from '../../domain/rate.ts';

/** What is asked of whoever starts a runbook. */
export const input = z.object({
  runbook: z.string().min(1, 'name a runbook').max(400),
  param: z.array(z.string().regex(/^[A-Za-z0-9_.-]+=/, 'write NAME=VALUE')).optional(),
  targets: z.array(targetWord).optional(),
  values: z.array(z.string().min(1).max(512, 'a value has at most 512 characters')).optional(),
  over: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,50}$/, 'write the name of one of its parameters')
    .optional(),
  concurrency: rate.optional(),
  errors: rate.optional(),
  also: z.array(z.string().max(30)).optional(),
});

export type StartInput = z.infer<typeof input>;

export const form: Form<typeof input> = {
  runbook: { kind: 'runbook', label: 'Runbook', at: 'words', example: 'AWS-RestartEC2Instance', hint: 'NAME, or NAME:VERSION.' },
  param: { kind: 'pairs', label: 'Parameters', many: true, optional: true, example: 'InstanceId=i-0a1b2c3d4e5f67890' },
  targets: {
    kind: 'targets',
    label: 'Once for each of these',
    many: true,
    optional: true,
    example: 'tag:App=myapp',
    hint: 'It runs once for each instance, a few at a time.',
  },
  values: { kind: 'text', label: 'Once for each of these values', many: true, optional: true, example: 'snap-0a1b2c3d' },
  over: {
    kind: 'text',
    label: 'The parameter that they fill',
    optional: true,
    example: 'InstanceId',
    hint: 'Without it: the one that takes an instance.',
  },
  concurrency: { kind: 'rate', label: 'At once', optional: true, example: '10%' },
  errors: { kind: 'rate', label: 'Stop after so many errors', optional: true, example: '1' },
  also: {
    kind: 'text',
    label: 'In these environments too',
    many: true,
    optional: true,
    example: 'staging',
    hint: 'It runs in each account and region of them; policy is asked for each.',
  },
};
