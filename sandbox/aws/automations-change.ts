import type {
  SendAutomationSignalRequest,
  SendAutomationSignalResult,
  StartAutomationExecutionRequest,
  StartAutomationExecutionResult,
  StopAutomationExecutionRequest,
  StopAutomationExecutionResult,
} from '@aws-sdk/client-ssm';
import { atPresent } from './automation/advance.ts';
import { onExecution, requireAutomation } from './automation/find.ts';
import { signalTo } from './automation/signal.ts';
import { start, toStart } from './automation/start.ts';
import { stop } from './automation/stop.ts';
import { defineOperation } from './operation.ts';

export const startAutomationExecution = defineOperation<StartAutomationExecutionRequest, StartAutomationExecutionResult>({
  service: 'ssm',
  name: 'StartAutomationExecution',
  access: toStart,
  answer: (input, scene) => atPresent(scene.world, async () => ({ AutomationExecutionId: (await start(input, scene)).id })),
});

export const sendAutomationSignal = defineOperation<SendAutomationSignalRequest, SendAutomationSignalResult>({
  service: 'ssm',
  name: 'SendAutomationSignal',
  access: onExecution('ssm:SendAutomationSignal'),
  answer: (input, { world, place, caller }) =>
    atPresent(world, () => {
      signalTo(world, requireAutomation(place, input.AutomationExecutionId ?? ''), input, caller);
      return {};
    }),
});

export const stopAutomationExecution = defineOperation<StopAutomationExecutionRequest, StopAutomationExecutionResult>({
  service: 'ssm',
  name: 'StopAutomationExecution',
  access: onExecution('ssm:StopAutomationExecution'),
  answer: ({ AutomationExecutionId: id = '', Type: type = 'Cancel' }, { world, place }) =>
    atPresent(world, () => {
      stop(requireAutomation(place, id), type, world.clock.now());
      return {};
    }),
});
