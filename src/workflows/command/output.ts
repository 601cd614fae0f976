import { type CommandInvocation, paginateListCommandInvocations } from '@aws-sdk/client-ssm';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, OutputReader, Statement } from '../../domain/operation.ts';
import { noStream, type OutputOf, type RanWave } from '../../domain/output.ts';
import { readInvocation, stateOf } from './invocation-output.ts';
import { keptSomewhere, prefixOf, readWhole } from './kept-output.ts';
import type { CommandCall } from './send.ts';
import { stepsOf } from './steps.ts';

type Ran = RanWave<CommandCall>;

/** Above so many targets one page of 50 with 2,500 characters each is read instead of a call for each target. */
const mostSingles = 60;
// GetCommandInvocation has no published rate; accounts see some 20 a second, and the fleet is followed meanwhile.
const atATime = 5;
const msForEach = 300;

/** What the instances of commands said: 24,000 characters from Systems Manager, the whole from S3 or CloudWatch Logs. */
export const commandOutput: OutputReader<CommandCall> = {
  rights: ({ execution, call }: Ran, target: string, env: Environment): Statement[] => [
    ...(call.s3
      ? [
          {
            actions: ['s3:GetObject'],
            resources: [`arn:${env.partition}:s3:::${call.s3.bucket}/${prefixOf(call.s3, execution.id, target)}*`],
          },
        ]
      : []),
    ...(call.logGroup === undefined
      ? []
      : [
          {
            actions: ['logs:GetLogEvents'],
            resources: [
              `arn:${env.partition}:logs:${env.region}:${env.account}:log-group:${call.logGroup}:log-stream:${execution.id}/${target}/*`,
            ],
          },
        ]),
  ],

  async all(ran, observer) {
    const targets = ran.flatMap((each) => each.targets.map((target) => ({ ran: each, target })));
    if (targets.length <= mostSingles)
      return paced(targets, async (each) => ({
        ...(await readInvocation(each.ran.execution.id, each.target, observer)),
        ...keptSomewhere(each.ran, each.target),
      }));
    const lists = await Promise.all(ran.map((each) => readList(each, observer)));
    return lists.flat();
  },

  async one(ran, target, observer) {
    const short = await readInvocation(ran.execution.id, target, observer);
    return { ...short, ...(await readWhole(ran, target, short, observer)) };
  },
};

/** A few at a time, and each place taken for a while, so that it stays within AWS's rate. The answers are in the items' order. */
async function paced<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (let at = next++; at < items.length; at = next++) {
      const place = items.length > atATime ? new Promise((resolve) => setTimeout(resolve, msForEach)) : undefined;
      answers[at] = await work(items[at] as T);
      await place;
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker));
  return answers;
}

/** Every target of a command in pages of 50. Those that AWS does not list yet are there as waiting. */
async function readList(ran: Ran, { ssm }: Aws): Promise<OutputOf[]> {
  const listed = new Map<string, CommandInvocation>();
  for await (const page of paginateListCommandInvocations({ client: ssm, pageSize: 50 }, { CommandId: ran.execution.id, Details: true })) {
    for (const invocation of page.CommandInvocations ?? []) listed.set(invocation.InstanceId ?? '', invocation);
  }
  return [...new Set([...ran.targets, ...listed.keys()])].map((target) => ({
    ...fromList(target, listed.get(target)),
    ...keptSomewhere(ran, target),
  }));
}

function fromList(target: string, invocation: CommandInvocation | undefined): OutputOf {
  const plugins = invocation?.CommandPlugins ?? [];
  const failed = plugins.find(({ Status }) => Status !== 'Success') ?? plugins.at(-1);
  return {
    target,
    ...stateOf(invocation?.Status ?? 'Pending', invocation?.StatusDetails ?? 'Pending', failed?.ResponseCode),
    stdout: stepsOf(plugins),
    stderr: noStream,
  };
}
