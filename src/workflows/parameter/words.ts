import { z } from 'zod';
import type { Field } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { checkLabel } from './label.ts';
import { parseName, parsePath } from './name.ts';

/** Says in Zod's way what a check throws. */
export function says(context: z.core.$RefinementCtx, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
}

/** A parameter's name without a version or a label. */
export const parameterName = z.string().superRefine((typed, context) =>
  says(context, () => {
    const { name, version, label } = parseName(typed);
    if (name !== typed || version !== undefined || label !== undefined)
      throw new UserError(`write the name alone, without a version or a label: ${name}`);
  }),
);

export const labelWord = z.string().superRefine((typed, context) => says(context, () => checkLabel(typed)));

export const versionNumber = z.number().int('a version is a whole number').positive('versions count from 1');

export const nameField: Field = { kind: 'parameter', label: 'Parameter', at: 'words', example: '/myapp/prod/db-host' };

/** A parameter, or one version of it. */
export const parameterSelector = z.string().superRefine((typed, context) => says(context, () => void parseName(typed)));

/** A path to put names under, or to look under. */
export const parameterPath = z.string().superRefine((typed, context) => says(context, () => void parsePath(typed)));
