import type { Environment } from '../domain/environment.ts';
import type { LookSpec } from '../domain/look.ts';
import type { OperationSpec } from '../domain/operation.ts';
import { runCommand } from './command/run.ts';
import { compareSecrets } from './parameter/compare-secrets.ts';
import { copyParameters } from './parameter/copy.ts';
import { deleteParameters } from './parameter/delete.ts';
import { importParameters } from './parameter/import.ts';
import { adviseParameter } from './parameter/look/advise.ts';
import { diffParameters } from './parameter/look/diff.ts';
import { expiringParameters } from './parameter/look/expiring.ts';
import { exportParameters } from './parameter/look/export.ts';
import { getParameter } from './parameter/look/get.ts';
import { parameterHistory } from './parameter/look/history.ts';
import { listParameters } from './parameter/look/ls.ts';
import { referParameter } from './parameter/look/ref.ts';
import { searchParameters } from './parameter/look/search.ts';
import { putParameter } from './parameter/put.ts';
import { labelParameter } from './parameter/put-label.ts';
import { unlabelParameter } from './parameter/remove-label.ts';
import { revealParameter } from './parameter/reveal.ts';
import { rollbackParameter } from './parameter/rollback.ts';
import { tagParameter } from './parameter/tag.ts';
import { untagParameter } from './parameter/untag.ts';
import { approveStep, rejectStep, resumeRunbook } from './runbook/answer.ts';
import { createRunbook } from './runbook/create.ts';
import { defaultRunbook } from './runbook/default-version.ts';
import { deleteRunbook } from './runbook/delete.ts';
import { listRunbooks } from './runbook/look/list.ts';
import { searchRunbooks } from './runbook/look/search.ts';
import { runbookStatus } from './runbook/look/status.ts';
import { startRunbook } from './runbook/start.ts';
import { stopRunbook } from './runbook/stop.ts';
import { updateRunbook } from './runbook/update.ts';

/** All that can be done in AWS. A new operation is a file beside its siblings, and a line here. */
export const operations: readonly OperationSpec[] = [
  runCommand,
  putParameter,
  importParameters,
  copyParameters,
  revealParameter,
  compareSecrets,
  rollbackParameter,
  labelParameter,
  unlabelParameter,
  tagParameter,
  untagParameter,
  deleteParameters,
  startRunbook,
  approveStep,
  rejectStep,
  resumeRunbook,
  stopRunbook,
  createRunbook,
  updateRunbook,
  defaultRunbook,
  deleteRunbook,
];

/** All that can be looked at in AWS. */
export const looks: readonly LookSpec[] = [
  getParameter,
  listParameters,
  searchParameters,
  parameterHistory,
  diffParameters,
  exportParameters,
  referParameter,
  adviseParameter,
  expiringParameters,
  searchRunbooks,
  listRunbooks,
  runbookStatus,
];

/** All that policies can name: a look is an action of the risk "read", and only the observing role needs anything for it. */
export const actions = [
  ...operations,
  ...looks.map((look) => ({
    name: look.name,
    risk: 'read' as const,
    roles: (env: Environment) => ({ observe: look.roles(env), operate: [] }),
  })),
];
