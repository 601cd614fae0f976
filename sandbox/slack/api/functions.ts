import { z } from 'zod';
import type { Json, StepRun, World } from '../world.ts';
import { type Method, needed } from './call.ts';
import { ApiError } from './error.ts';

const outputs = z.record(z.string(), z.unknown());

/** Nested arguments come as JSON within a form. */
function parsed(given: unknown): unknown {
  try {
    return typeof given === 'string' ? JSON.parse(given) : given;
  } catch {
    return undefined;
  }
}

function runOf(world: World, args: Json): StepRun {
  const run = world.stepRuns.get(needed(args, 'function_execution_id'));
  if (!run) throw new ApiError('function_execution_not_found');
  if (run.state !== 'running') throw new ApiError('execution_not_in_running_state');
  return run;
}

/** functions.completeSuccess: each output that the manifest wants must be there. */
export const completeSuccess: Method = ({ world }, args) => {
  const run = runOf(world, args);
  const given = outputs.safeParse(parsed(args.outputs));
  const wanted = world.app.functions.find(({ callback_id }) => callback_id === run.callbackId)?.outputs ?? [];
  if (!given.success || wanted.some((name) => given.data[name] === undefined)) throw new ApiError('parameter_validation_failed');
  run.state = 'completed';
  run.outputs = given.data;
  world.changed();
  return {};
};

export const completeError: Method = ({ world }, args) => {
  const run = runOf(world, args);
  run.error = needed(args, 'error');
  run.state = 'failed';
  world.changed();
  return {};
};
