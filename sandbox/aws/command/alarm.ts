import type { AlarmStateInformation } from '@aws-sdk/client-ssm';
import type { Place } from '../world.ts';
import { type Command, isOver } from './command.ts';

export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** The alarms that speak against this command. One that cannot be read does too, unless the sender said otherwise. */
function triggered(command: Command, place: Place): AlarmStateInformation[] {
  const { Alarms: alarms = [], IgnorePollAlarmFailure: ignores = false } = command.input.AlarmConfiguration ?? {};
  return alarms.flatMap(({ Name: name = '' }): AlarmStateInformation[] => {
    const state = place.alarms.get(name);
    if (state === 'ALARM') return [{ Name: name, State: 'ALARM' }];
    return state === undefined && !ignores ? [{ Name: name, State: 'UNKNOWN' }] : [];
  });
}

/** Stops a command on an alarm: what has not begun does not run, what runs finishes (user guide, "Running commands from the console"). The command must be at the present. */
export function heedAlarms(command: Command, place: Place, now: number): void {
  if (command.triggeredAlarms.length > 0 || command.invocations.every(isOver)) return;
  const found = triggered(command, place);
  if (found.length === 0) return;
  command.triggeredAlarms = found;
  command.cancelled = true;
  for (const invocation of command.invocations) {
    if (isOver(invocation) || invocation.startedAt !== undefined) continue;
    invocation.state = 'Cancelled';
    invocation.endedAt = now;
  }
}
