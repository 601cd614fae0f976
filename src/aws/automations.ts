import {
  type AutomationExecution,
  type AutomationExecutionMetadata,
  GetAutomationExecutionCommand,
  paginateDescribeAutomationExecutions,
} from '@aws-sdk/client-ssm';
import type { Environment } from '../domain/environment.ts';
import type { Aws, Statement } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { isNamed } from './errors.ts';
import { inRegion } from './session-policy.ts';

/** AutomationExecutionFilterValueList takes so many. */
const idsAtOnce = 10;

/** The ARN of an execution; of all of them with '*'. */
export const executionArn = ({ partition, region, account }: Environment, id: string): string =>
  `arn:${partition}:ssm:${region}:${account}:automation-execution/${id}`;

/** What reading executions calls. Describe knows no resources. */
export const automationReads = (env: Environment): Statement[] => [
  inRegion(env, ['ssm:DescribeAutomationExecutions']),
  { actions: ['ssm:GetAutomationExecution'], resources: [executionArn(env, '*')] },
];

/** An execution with its first 100 steps, in their order: AWS gives no more of them at once. Throws UserError where there is none of that id. */
export async function readAutomation(id: string, { ssm }: Pick<Aws, 'ssm'>): Promise<AutomationExecution> {
  try {
    const { AutomationExecution: found } = await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }));
    if (!found) throw new UserError(`There is no execution ${id} here.`);
    return found;
  } catch (error) {
    if (isNamed(error, 'AutomationExecutionNotFoundException'))
      throw new UserError(`There is no execution ${id} here. /ssm runbook list shows those of an environment.`);
    throw error;
  }
}

/** How these stand, by their ids: ten a call. What AWS does not list yet is left out. */
export async function describeAutomations(
  ids: readonly string[],
  { ssm }: Pick<Aws, 'ssm'>,
): Promise<ReadonlyMap<string, AutomationExecutionMetadata>> {
  const found = new Map<string, AutomationExecutionMetadata>();
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const Values = ids.slice(at, at + idsAtOnce);
    for await (const page of paginateDescribeAutomationExecutions({ client: ssm }, { Filters: [{ Key: 'ExecutionId', Values }] }))
      for (const each of page.AutomationExecutionMetadataList ?? []) found.set(each.AutomationExecutionId ?? '', each);
  }
  return found;
}

/** The executions that one started for its targets, one each; at most `most`. */
export async function childrenOf(id: string, { ssm }: Pick<Aws, 'ssm'>, most: number): Promise<AutomationExecutionMetadata[]> {
  const found: AutomationExecutionMetadata[] = [];
  const filters = [{ Key: 'ParentExecutionId' as const, Values: [id] }];
  for await (const page of paginateDescribeAutomationExecutions({ client: ssm, pageSize: 50 }, { Filters: filters })) {
    found.push(...(page.AutomationExecutionMetadataList ?? []));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}
