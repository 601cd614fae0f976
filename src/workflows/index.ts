import type { LookSpec } from '../domain/look.ts';
import type { OperationSpec } from '../domain/operation.ts';
import { runCommand } from './command/run.ts';

/** All that can be done in AWS. A new operation is a file beside its siblings, and a line here. */
export const operations: readonly OperationSpec[] = [runCommand];

/** All that can be looked at in AWS. */
export const looks: readonly LookSpec[] = [];
