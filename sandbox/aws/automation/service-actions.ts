import type { StepAction } from './action.ts';
import { assertAwsResourceProperty, executeAwsApi, waitForAwsResourceProperty } from './api-action.ts';
import { changeInstanceState } from './change-instance-state.ts';
import { createImage, deleteImage } from './image-actions.ts';
import { executeScript, invokeLambdaFunction } from './invoke-function.ts';
import { runCommand } from './run-command.ts';

/** The actions that do something in AWS's services. */
export const serviceActions: readonly StepAction[] = [
  executeAwsApi,
  waitForAwsResourceProperty,
  assertAwsResourceProperty,
  runCommand,
  changeInstanceState,
  createImage,
  deleteImage,
  invokeLambdaFunction,
  executeScript,
];
