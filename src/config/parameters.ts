import { z } from 'zod';
import { checkConventionPattern, checkSecretPattern, type ParameterRules } from '../domain/parameter-rules.ts';
import { UserError } from '../errors.ts';

const convention = z.string().superRefine((pattern, ctx) => says(ctx, () => checkConventionPattern(pattern)));

const secret = z
  .strictObject({
    of: z.enum(['name', 'value'], 'write name or value: where the pattern is looked for'),
    pattern: z.string().min(1, 'write a regular expression').max(500, 'at most 500 characters'),
    means: z.string().min(1, 'say what it is, as in: an order key of Acme').max(100, 'at most 100 characters'),
  })
  .superRefine((each, ctx) => says(ctx, () => checkSecretPattern(each), 'pattern'));

/** For all environments. Each pattern for secrets is looked for in everything that is typed as a value: there are few. */
export const parametersSchema = z
  .strictObject({ convention: convention.optional(), secrets: z.array(secret).max(20, 'at most 20').default([]) })
  .default({ secrets: [] });

const customerKey = z
  .string()
  .regex(
    /^(?:alias\/[\w/-]{1,250}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key\/[\w-]{1,128}|alias\/[\w/-]{1,250}))$/,
    'write alias/NAME, or the ARN of a key: arn:aws:kms:eu-central-1:111122223333:key/ID',
  )
  .refine((key) => !/(?:^|:)alias\/aws\//.test(key), "alias/aws/ssm is AWS's own key: name a key of your own, or leave this out");

const spare = z
  .string()
  .regex(/^(?:\/[\w.-]+)+\/\*$/, 'write a path and what is under it: /shared/*')
  .transform((path) => path.slice(0, -2));

/** Of one environment. `convention`: another than that for all, or none. */
export const ownParametersSchema = z
  .strictObject({
    convention: z.union([z.literal(false), convention], { error: 'write a pattern like /{app}/{environment}/{name}, or false' }).optional(),
    spare: z.array(spare).default([]),
    key: customerKey.optional(),
  })
  .default({ spare: [] });

/** What the file says for all, with what it says of one environment. */
export function parameterRules(all: z.infer<typeof parametersSchema>, own: z.infer<typeof ownParametersSchema>): ParameterRules {
  const pattern = own.convention ?? all.convention;
  return { convention: pattern ? { pattern, spare: own.spare } : undefined, secrets: all.secrets, key: own.key };
}

function says(ctx: z.RefinementCtx, check: () => void, ...path: string[]): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    ctx.addIssue({ code: 'custom', message: error.message, path });
  }
}
