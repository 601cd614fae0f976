import {
  type AutomationExecutionFilter,
  type AutomationExecutionMetadata,
  AutomationExecutionStatus,
  DescribeAutomationExecutionsCommand,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { inRegion } from '../../../aws/session-policy.ts';
import type { Environment } from '../../../domain/environment.ts';
import { defineLook } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { inTime } from '../../../domain/rate.ts';
import { lineFor } from './common.ts';

const pageSize = 20;
const lists = (env: Environment) => [inRegion(env, ['ssm:DescribeAutomationExecutions'])];
const statuses = Object.values(AutomationExecutionStatus);

/** What ran here lately, the newest first: by whomever, from wherever it was started. */
export const listRunbooks = defineLook({
  name: 'runbook.list',
  words: 'runbook list',
  title: 'List executions of runbooks',
  inEnvironment: true,
  input: z.object({
    runbook: z.string().min(3, 'write the beginning of a name').max(128).optional(),
    status: z.enum(statuses).optional(),
    after: z.string().max(2_000).optional(),
  }),
  form: {
    runbook: {
      kind: 'text',
      label: 'Runbook',
      at: 'words',
      optional: true,
      example: 'AWS-RestartEC2Instance',
      hint: 'The beginning of its name.',
    },
    status: { kind: 'select', label: 'Status', optional: true, options: statuses, example: 'Waiting' },
    after: { kind: 'text', label: 'After this page', optional: true, example: 'AAEA' },
  },
  roles: lists,
  contexts: () => [{}],
  reads: (_input, env) => lists(env),
  async look({ runbook, status, after }, [{ env, aws }]) {
    const Filters: AutomationExecutionFilter[] = [
      ...(runbook === undefined ? [] : [{ Key: 'DocumentNamePrefix' as const, Values: [runbook] }]),
      ...(status === undefined ? [] : [{ Key: 'ExecutionStatus' as const, Values: [status] }]),
    ];
    const { AutomationExecutionMetadataList: found = [], NextToken } = await aws.ssm.send(
      new DescribeAutomationExecutionsCommand({ MaxResults: pageSize, NextToken: after, ...(Filters.length > 0 && { Filters }) }),
    );
    const narrowed = [runbook, status === undefined ? undefined : `--status ${status}`].filter((each) => each !== undefined).join(' ');
    if (found.length === 0)
      return [
        text(
          `No ${narrowed === '' ? 'runbook ran' : 'such execution is known'} on ${env.name}${after ? ' before those' : ' lately'}. AWS keeps them for 30 days.`,
        ),
      ];
    const now = aws.clock.now();
    // Buttons are short of room: a page's token that does not fit is left out, and narrowing helps instead.
    const next =
      NextToken && NextToken.length < 1_500
        ? [{ label: `Next ${pageSize}`, line: lineFor(env, `list ${narrowed} --after "${NextToken}"`) }]
        : [];
    return [
      text(`Executions on ${env.name}${narrowed === '' ? '' : ` (${narrowed})`}, the newest first:`),
      { kind: 'table', columns: ['Runbook', 'Status', 'Began', 'By', 'Execution'], rows: found.map((each) => rowOf(each, now)) },
      {
        kind: 'lines',
        lines: [
          ...found.slice(0, 4).map((each) => ({ label: buttonOf(each), line: lineFor(env, `status ${each.AutomationExecutionId}`) })),
          ...next,
        ],
      },
    ] satisfies Part[];
  },
});

const buttonOf = ({ DocumentName: name = '', AutomationExecutionId: id = '' }: AutomationExecutionMetadata): string =>
  `${name.slice(0, 50)} ${id.slice(0, 8)}`;

function rowOf(each: AutomationExecutionMetadata, now: number): string[] {
  const {
    DocumentName = '',
    AutomationExecutionStatus: status = '',
    CurrentStepName: step,
    ExecutionStartTime: at,
    ExecutedBy = '',
  } = each;
  const isLive = each.ExecutionEndTime === undefined && step;
  return [
    DocumentName,
    isLive ? `${status} at ${step}` : status,
    at ? `${inTime((now - at.getTime()) / 1_000)} ago` : '',
    ExecutedBy.split('/').at(-1) ?? '',
    each.AutomationExecutionId ?? '',
  ];
}
