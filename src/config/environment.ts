import { z } from 'zod';
import type { Environment } from '../domain/environment.ts';
import { logGroupName, s3Place } from '../domain/output-place.ts';
import { duration, rate } from '../domain/rate.ts';
import { ownParametersSchema, parameterRules, type parametersSchema } from './parameters.ts';

const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'write the ARN of a role: arn:aws:iam::111122223333:role/NAME');
const rates = { concurrency: '20%', errors: '5', timeout: '10m' };

export const environmentSchema = z
  .strictObject({
    label: z.string().max(60).optional(),
    // Unquoted, YAML reads a number, and an octal one where it begins with 0.
    account: z.string('an account is 12 digits, in quotes').regex(/^\d{12}$/, 'an account is 12 digits, in quotes'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region is written like eu-central-1'),
    roles: z.strictObject({ observe: roleArn, operate: roleArn, runbook: roleArn.optional() }),
    externalId: z.string().min(2).max(1224).optional(),
    defaults: z
      .strictObject({
        concurrency: rate.default(rates.concurrency),
        errors: rate.default(rates.errors),
        timeout: duration.default(rates.timeout),
      })
      .default(rates),
    output: z.strictObject({ s3: s3Place.optional(), logGroup: logGroupName.optional() }).default({}),
    // The lengths are EC2's; Systems Manager's are the same.
    requiredTags: z
      .record(
        z.string().min(1).max(128, "a tag's key has at most 128 characters"),
        z.string("a tag's value is a text: put numbers, yes and no in quotes").max(256, "a tag's value has at most 256 characters"),
      )
      .default({}),
    parameters: ownParametersSchema,
  })
  .superRefine(({ account, region, roles, parameters: { key } }, ctx) => {
    // PutParameter wants a key of its own region; it may be another account's.
    if (key?.startsWith('arn:') && key.split(':')[3] !== region)
      ctx.addIssue({ code: 'custom', path: ['parameters', 'key'], message: `the key is not of region ${region}` });
    for (const [which, arn] of Object.entries(roles)) {
      if (arn !== undefined && arn.split(':')[4] !== account)
        ctx.addIssue({ code: 'custom', path: ['roles', which], message: `the role is not of account ${account}` });
    }
  });

/** What the file says of an environment, complete with what it says of all. The partition is its roles'. */
export function environmentOf(
  name: string,
  raw: z.infer<typeof environmentSchema>,
  parameters: z.infer<typeof parametersSchema>,
): Environment {
  return {
    ...raw,
    name,
    label: raw.label ?? name,
    partition: raw.roles.operate.split(':')[1] ?? 'aws',
    parameters: parameterRules(parameters, raw.parameters),
  };
}
