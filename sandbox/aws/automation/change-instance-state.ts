import type { DescribeInstancesResult } from '@aws-sdk/client-ec2';
import type { StepAction, StepNews, StepRun } from './action.ts';
import { callAs, failed, orFailed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asText, asTexts } from './value.ts';

/** By what each state is reached. */
const calls: Readonly<Record<string, string>> = { running: 'StartInstances', stopped: 'StopInstances', terminated: 'TerminateInstances' };

const isTrue = (value: unknown) => value === true || value === 'true';
const idsOf = ({ inputs }: StepRun) => asTexts(inputs.InstanceIds);

async function statesOf(run: StepRun): Promise<Record<string, string>> {
  const { Reservations: reservations = [] } = (await callAs(run, 'ec2', 'DescribeInstances', {
    InstanceIds: idsOf(run),
  })) as DescribeInstancesResult;
  const instances = reservations.flatMap(({ Instances: found = [] }) => found);
  return Object.fromEntries(instances.map(({ InstanceId: id = '', State: state }) => [id, state?.Name ?? '']));
}

const look = (run: StepRun): Promise<StepNews> =>
  orFailed('DescribeInstances', 'Poll action status for completion', async () => {
    const states = await statesOf(run);
    const desired = asText(run.inputs.DesiredState);
    const done = Object.values(states).every((state) => state === desired);
    if (done) return { status: 'Success', outputs: { InstanceStates: Object.values(states) } };
    // What is being terminated will never run again.
    const lost = Object.entries(states).find(([, state]) => desired !== 'terminated' && /terminated|shutting-down/.test(state));
    if (lost)
      return failed(`Instance ${lost[0]} is ${lost[1]} and cannot become ${desired}`, 'Poll action status for completion', 'Verification');
    return { status: 'InProgress' };
  });

export const changeInstanceState: StepAction = {
  name: 'aws:changeInstanceState',
  inputs: inputsOf('aws:changeInstanceState'),

  begin(run) {
    const { DesiredState: desired, CheckStateOnly: only, Force: force } = run.inputs;
    const api = Object.hasOwn(calls, asText(desired)) ? calls[asText(desired)] : undefined;
    if (api === undefined) return failed(`DesiredState ${asText(desired)} is none of running, stopped and terminated`);
    if (isTrue(only)) return look(run);
    return orFailed(api, 'Execute/Cancelling action', async () => {
      await callAs(run, 'ec2', api, { InstanceIds: idsOf(run), ...(api === 'StopInstances' && isTrue(force) && { Force: true }) });
      return look(run);
    });
  },
  tick: look,
};
