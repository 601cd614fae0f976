import { type CommandInvocation, paginateListCommandInvocations } from '@aws-sdk/client-ssm';
import type { Aws, OutputReader } from '../../domain/operation.ts';
import type { OutputOf, RanWave } from '../../domain/output.ts';
import { readInvocation, stateOf } from './invocation-output.ts';
import { keptRights, keptSomewhere, readWhole } from './kept-output.ts';
import type { CommandCall } from './send.ts';
import { listed } from './steps.ts';

type Ran = RanWave<CommandCall>;

/** Above so many targets pages of 50 with 2,500 characters each are read, instead of a call for each target. */
const mostSingles = 60;
// GetCommandInvocation has no published rate; accounts see some 20 a second, and the fleet is followed meanwhile.
const atATime = 5;
const msForEach = 300;

/** What the instances of commands said: 24,000 characters from Systems Manager, the whole from S3 or CloudWatch Logs. */
export const commandOutput: OutputReader<CommandCall> = {
  rights: keptRights,

  async all(ran, observer) {
    const targets = ran.flatMap((each) => each.targets.map((target) => ({ each, target })));
    if (targets.length > mostSingles) return (await Promise.all(ran.map((each) => readList(each, observer)))).flat();
    return paced(targets, async ({ each, target }) => ({
      ...(await readInvocation(each.execution.id, target, observer, false)),
      ...keptSomewhere(each, target),
    }));
  },

  async one(ran, target, observer) {
    const invocation = await readInvocation(ran.execution.id, target, observer, true);
    return { ...invocation, ...(await readWhole(ran, invocation, observer)) };
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
  const found = new Map<string, CommandInvocation>();
  for await (const page of paginateListCommandInvocations({ client: ssm, pageSize: 50 }, { CommandId: ran.execution.id, Details: true })) {
    for (const invocation of page.CommandInvocations ?? []) found.set(invocation.InstanceId ?? '', invocation);
  }
  return [...new Set([...ran.targets, ...found.keys()])].map((target) => fromList(ran, target, found.get(target)));
}

function fromList(ran: Ran, target: string, invocation: CommandInvocation | undefined): OutputOf {
  const plugins = invocation?.CommandPlugins ?? [];
  const { ResponseCode: code } = plugins.find(({ Status }) => Status !== 'Success') ?? {};
  const state = stateOf(invocation?.Status ?? 'Pending', invocation?.StatusDetails ?? 'Pending', code);
  return { target, ...state, ...listed(plugins), ...keptSomewhere(ran, target) };
}
