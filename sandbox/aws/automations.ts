import type {
  DescribeAutomationStepExecutionsRequest,
  DescribeAutomationStepExecutionsResult,
  GetAutomationExecutionRequest,
  GetAutomationExecutionResult,
  StepExecution,
  StepExecutionFilter,
} from '@aws-sdk/client-ssm';
import { atPresent } from './automation/advance.ts';
import { onExecution, requireAutomation } from './automation/find.ts';
import { describeAutomation, stepsOf } from './automation/view.ts';
import { defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';

export const getAutomationExecution = defineOperation<GetAutomationExecutionRequest, GetAutomationExecutionResult>({
  service: 'ssm',
  name: 'GetAutomationExecution',
  access: onExecution('ssm:GetAutomationExecution'),
  answer: ({ AutomationExecutionId: id = '' }, { world, place }) =>
    atPresent(world, () => ({ AutomationExecution: describeAutomation(requireAutomation(place, id)) })),
});

function timeOf(value: string): number {
  const time = Date.parse(value);
  return Number.isNaN(time) ? refuse('InvalidFilterValue', `The filter value ${value} is not a date.`) : time;
}

type Test = (step: StepExecution) => boolean;

function testOf({ Key: key, Values: values = [] }: StepExecutionFilter): Test {
  const among =
    (of: (step: StepExecution) => string | undefined): Test =>
    (step) =>
      values.includes(of(step) ?? '\0');
  const first = values[0] ?? '';
  switch (key) {
    case 'StepName':
      return among(({ StepName }) => StepName);
    case 'StepExecutionId':
      return among(({ StepExecutionId }) => StepExecutionId);
    case 'StepExecutionStatus':
      return among(({ StepStatus }) => StepStatus);
    case 'Action':
      return among(({ Action }) => Action);
    case 'StartTimeBefore':
      return ({ ExecutionStartTime: start }) => start !== undefined && start.getTime() < timeOf(first);
    case 'StartTimeAfter':
      return ({ ExecutionStartTime: start }) => start !== undefined && start.getTime() > timeOf(first);
    default:
      return () => false; // steps of loops, which are not run here
  }
}

export const describeAutomationStepExecutions = defineOperation<
  DescribeAutomationStepExecutionsRequest,
  DescribeAutomationStepExecutionsResult
>({
  service: 'ssm',
  name: 'DescribeAutomationStepExecutions',
  access: onExecution('ssm:DescribeAutomationStepExecutions'),
  answer: (input, { world, place }) =>
    atPresent(world, () => {
      const { AutomationExecutionId: id = '', Filters: filters = [], ReverseOrder: reversed = false } = input;
      const tests = filters.map(testOf);
      const found = stepsOf(requireAutomation(place, id)).filter((step) => tests.every((test) => test(step)));
      const { page, next } = pageOf(reversed ? found.toReversed() : found, input.MaxResults ?? 50, input.NextToken, [
        id,
        filters,
        reversed,
      ]);
      return { StepExecutions: [...page], ...next };
    }),
});
