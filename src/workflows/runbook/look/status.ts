import { type AutomationExecution, ListTagsForResourceCommand, type StepExecution } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { automationReads, childrenOf, executionArn, readAutomation } from '../../../aws/automations.ts';
import { maskSecrets } from '../../../aws/mask.ts';
import type { Environment } from '../../../domain/environment.ts';
import { defineLook } from '../../../domain/look.ts';
import { type Line, type Part, text } from '../../../domain/part.ts';
import { inTime } from '../../../domain/rate.ts';
import { requestTag } from '../mark.ts';
import { executionStatus } from '../poll.ts';
import { stepOf } from '../steps.ts';
import { executionField, executionId } from '../words.ts';
import { lineFor } from './common.ts';

const mostSteps = 40;
const mostChildren = 100;
const mostOutputs = 3_000;

const reads = (env: Environment) => [
  ...automationReads(env),
  { actions: ['ssm:ListTagsForResource'], resources: [executionArn(env, '*')] },
];

/** One execution: its steps, what failed and where to look, its children, its outputs, and the whole of it as a file. */
export const runbookStatus = defineLook({
  name: 'runbook.status',
  words: 'runbook status',
  title: 'Look at an execution of a runbook',
  inEnvironment: true,
  input: z.object({ execution: executionId }),
  form: { execution: executionField },
  roles: reads,
  contexts: () => [{}],
  reads: (_input, env) => reads(env),
  async look({ execution }, [{ env, aws, mayReadOutput }]) {
    const found = await readAutomation(execution, aws);
    const [children, { TagList = [] }] = await Promise.all([
      childrenOf(execution, aws, mostChildren + 1),
      aws.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Automation', ResourceId: execution })),
    ]);
    const ours = TagList.find(({ Key }) => Key === requestTag)?.Value?.split(':')[1];
    const steps = await Promise.all((found.StepExecutions ?? []).map((step) => stepOf(execution, step)));
    const failed = steps.filter(({ status }) => status === 'failed');
    return [
      text(`${found.DocumentName} version ${found.DocumentVersion} on ${env.name}: ${headOf(found, aws.clock.now())}`),
      {
        kind: 'facts',
        facts: [
          { label: 'Execution', value: execution },
          {
            label: 'Started by',
            value: `${found.ExecutedBy ?? 'unknown'}${ours === undefined ? '' : `, for request ${ours.slice(0, 6)}`}`,
          },
        ],
      },
      ...(steps.length > 0
        ? [
            {
              kind: 'table' as const,
              columns: ['Step', 'Action', 'Status', 'Took'],
              rows: steps
                .slice(0, mostSteps)
                .map(({ name, action, status, startedAt, endedAt }) => [
                  name,
                  action.replace(/^aws:/, ''),
                  status,
                  startedAt === undefined || endedAt === undefined ? '' : inTime((endedAt - startedAt) / 1_000),
                ]),
            },
          ]
        : []),
      ...(steps.length > mostSteps ? [text(`… ${steps.length - mostSteps} more steps; the file has them all.`)] : []),
      ...failed
        .slice(0, 5)
        .map(({ name, said = 'it failed, and AWS says no more' }): Part => ({ kind: 'code', label: `${name} failed`, text: said })),
      ...(found.FailureMessage && failed.length === 0
        ? [{ kind: 'code' as const, label: 'Why', text: (await maskSecrets(found.FailureMessage)).slice(0, 600) }]
        : []),
      ...childrenParts(
        children.map((child) => ({
          status: executionStatus(child.AutomationExecutionStatus),
          id: child.AutomationExecutionId ?? '',
          target: child.Target ?? '',
        })),
        env,
      ),
      ...(mayReadOutput
        ? await said(found)
        : [text(`What its steps gave, and its whole record, are for those who may read what machines said on ${env.name}.`)]),
      ...linesOf(found, env),
    ];
  },
});

function headOf(
  { AutomationExecutionStatus: status, ExecutionStartTime: from, ExecutionEndTime: to, CurrentStepName: step }: AutomationExecution,
  now: number,
): string {
  const began = from?.getTime() ?? now;
  if (to) return `${status} after ${inTime((to.getTime() - began) / 1_000)}.`;
  return `${status}${step ? ` at the step ${step}` : ''}, for ${inTime((now - began) / 1_000)} now.`;
}

interface Child {
  readonly id: string;
  readonly status: string;
  readonly target: string;
}

/** They are counted, and those that failed can be opened first. */
function childrenParts(children: readonly Child[], env: Environment): Part[] {
  if (children.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { status } of children) counts.set(status, (counts.get(status) ?? 0) + 1);
  const more = children.length > mostChildren ? ' or more' : '';
  const words = [...counts].map(([status, many]) => `${many} ${status}`).join(', ');
  const first = [...children].sort((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed')).slice(0, 5);
  return [
    text(`It started ${children.length}${more} ${children.length === 1 ? 'execution' : 'executions'} of its own: ${words}.`),
    {
      kind: 'lines',
      lines: first.map(
        ({ id, status, target }): Line => ({ label: `${target || id.slice(0, 8)}: ${status}`, line: lineFor(env, `status ${id}`) }),
      ),
    },
  ];
}

/** What it gave, and all that AWS has of it: machines may have said some of that. */
async function said(found: AutomationExecution): Promise<Part[]> {
  const outputs = await outputsOf(found);
  return [
    ...(outputs === '' ? [] : [{ kind: 'code' as const, label: 'Outputs', text: outputs.slice(0, mostOutputs) }]),
    await record(found),
  ];
}

async function outputsOf({ Outputs = {} }: AutomationExecution): Promise<string> {
  const lines = Object.entries(Outputs).map(([name, values]) => `${name}: ${values.join(', ')}`);
  return maskSecrets(lines.join('\n'));
}

/** All that AWS has of it, masked: for who must look closer, or keep it. */
async function record(found: AutomationExecution): Promise<Part> {
  const steps = (found.StepExecutions ?? []).map(({ ValidNextSteps: _, ...step }: StepExecution) => step);
  const whole = await maskSecrets(JSON.stringify({ ...found, StepExecutions: steps }, null, 2));
  return {
    kind: 'file',
    name: `${found.DocumentName}-${found.AutomationExecutionId?.slice(0, 8)}.json`,
    title: 'The whole record',
    text: whole,
  };
}

/** What waits for people can be answered from here too. */
function linesOf(found: AutomationExecution, env: Environment): Part[] {
  const id = found.AutomationExecutionId ?? '';
  const lines = (found.StepExecutions ?? [])
    .filter(({ StepStatus: status }) => status === 'Waiting')
    .flatMap(({ Action: action, StepName: name = '' }) =>
      action === 'aws:approve'
        ? [
            { label: `Approve ${name}`, line: lineFor(env, `approve ${id} ${name}`) },
            { label: `Reject ${name}`, line: lineFor(env, `reject ${id} ${name}`) },
          ]
        : action === 'aws:pause'
          ? [{ label: `Resume at ${name}`, line: lineFor(env, `resume ${id} ${name}`) }]
          : [],
    );
  const isLive = found.ExecutionEndTime === undefined;
  const all = [...lines, ...(isLive ? [{ label: 'Stop it', line: lineFor(env, `stop ${id}`) }] : [])];
  return all.length > 0 ? [{ kind: 'lines', lines: all }] : [];
}
