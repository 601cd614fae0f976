import {
  type AutomationExecutionFilter,
  AutomationExecutionStatus,
  type DescribeAutomationExecutionsRequest,
  type DescribeAutomationExecutionsResult,
} from '@aws-sdk/client-ssm';
import { atPresent } from './automation/advance.ts';
import { type Automation, currentStep, isOver } from './automation/execution.ts';
import { describeMetadata } from './automation/view.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';

type Test = (automation: Automation) => boolean;

const statuses: ReadonlySet<string> = new Set(Object.values(AutomationExecutionStatus));

const invalid = (key: string, value: string) => refuse('InvalidFilterValue', `The filter value ${value} is not valid for ${key}.`);

function timeOf(key: string, value: string): number {
  const time = Date.parse(value);
  return Number.isNaN(time) ? invalid(key, value) : time;
}

const isCrossAccount = ({ crossAccount, fanOut }: Automation) => crossAccount || fanOut?.kind === 'locations';

/** The test that a filter stands for: any of its values. */
function testOf({ Key: key = 'ExecutionId', Values: values = [] }: AutomationExecutionFilter): Test {
  const [first = ''] = values;
  switch (key) {
    case 'ExecutionId':
      return ({ id }) => values.includes(id);
    case 'ParentExecutionId':
      return ({ parentId }) => values.includes(parentId ?? '\0');
    case 'DocumentNamePrefix':
      return ({ document }) => values.some((value) => document.name.startsWith(value));
    case 'ExecutionStatus': {
      const wrong = values.find((value) => !statuses.has(value));
      return wrong === undefined ? ({ status }) => values.includes(status) : invalid(key, wrong);
    }
    case 'CurrentAction':
      return (automation) => !isOver(automation) && values.includes(currentStep(automation)?.step.action ?? '\0');
    case 'StartTimeBefore':
      return (
        (before) =>
        ({ startedAt }) =>
          startedAt < before
      )(timeOf(key, first));
    case 'StartTimeAfter':
      return (
        (after) =>
        ({ startedAt }) =>
          startedAt > after
      )(timeOf(key, first));
    case 'AutomationType':
      return (automation) => values.includes(isCrossAccount(automation) ? 'CrossAccount' : 'Local');
    case 'TagKey':
      return ({ tags }) => values.some((value) => Object.hasOwn(tags, value));
    case 'TargetResourceGroup':
      return ({ input }) =>
        input.Targets?.some(({ Key, Values }) => Key === 'ResourceGroup' && Values?.some((value) => values.includes(value))) ?? false;
    default:
      return () => false; // change requests and OpsItems, which start nothing here
  }
}

export const describeAutomationExecutions = defineOperation<DescribeAutomationExecutionsRequest, DescribeAutomationExecutionsResult>({
  service: 'ssm',
  name: 'DescribeAutomationExecutions',
  access: anything('ssm:DescribeAutomationExecutions'),
  answer: (input, { world, place }) =>
    atPresent(world, () => {
      const { Filters: filters = [] } = input;
      const tests = filters.map(testOf);
      const found = place.automations
        .filter((automation) => automation.visibleAt <= Date.now() && tests.every((test) => test(automation)))
        .toReversed();
      const { page, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, filters);
      return { AutomationExecutionMetadataList: page.map(describeMetadata), ...next };
    }),
});
