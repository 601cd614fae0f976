import { z } from 'zod';
import type { Field } from '../../domain/operation.ts';

/** AutomationExecutionId: 36 characters. */
export const executionId = z
  .string()
  .regex(/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, 'write the whole id of an execution; runbook list shows them');
export const executionField: Field = {
  kind: 'text',
  label: 'Execution',
  at: 'words',
  example: '4105a4fc-f944-11e6-9d32-0a1b2c3d4950',
};

/** The name of a step. */
export const stepName = z.string().regex(/^[a-zA-Z0-9_]{1,128}$/, 'the name of a step has letters, digits and _ only');
