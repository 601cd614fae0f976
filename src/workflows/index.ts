import type { LookSpec } from '../domain/look.ts';
import type { OperationSpec } from '../domain/operation.ts';
import { runCommand } from './command/run.ts';
import { deleteParameters } from './parameter/delete.ts';
import { putParameter } from './parameter/put.ts';
import { labelParameter } from './parameter/put-label.ts';
import { unlabelParameter } from './parameter/remove-label.ts';
import { revealParameter } from './parameter/reveal.ts';
import { rollbackParameter } from './parameter/rollback.ts';
import { tagParameter } from './parameter/tag.ts';
import { untagParameter } from './parameter/untag.ts';

/** All that can be done in AWS. A new operation is a file beside its siblings, and a line here. */
export const operations: readonly OperationSpec[] = [
  runCommand,
  putParameter,
  revealParameter,
  rollbackParameter,
  labelParameter,
  unlabelParameter,
  tagParameter,
  untagParameter,
  deleteParameters,
];

/** All that can be looked at in AWS. */
export const looks: readonly LookSpec[] = [];
