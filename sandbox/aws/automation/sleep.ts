import type { StepAction, StepNews, StepRun } from './action.ts';
import { failed } from './call.ts';
import { inputsOf } from './known-actions.ts';

const second = 1000;
const maxSeconds = 604_800; // seven days (aws:sleep)

/** Reads PT10M, P1DT2H or PT1.5S; undefined if it is none. Months and years have no fixed length, and are longer than it may sleep. */
export function durationSeconds(text: string): number | undefined {
  const found = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!found) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** When it wakes, in the clock's milliseconds; a text says what is wrong. */
function wakesAt({ inputs, world }: StepRun): number | string {
  const { Duration: duration, Timestamp: timestamp } = inputs;
  const now = world.clock.now();
  if (duration !== undefined) {
    const seconds = durationSeconds(String(duration));
    if (seconds === undefined) return `The duration ${duration} is not in ISO 8601 format.`;
    return seconds > maxSeconds ? `The duration ${duration} is longer than ${maxSeconds} seconds.` : now + seconds * second;
  }
  const at = Date.parse(String(timestamp));
  return Number.isNaN(at) ? `The timestamp ${timestamp} is not in ISO 8601 format.` : at;
}

const wake = ({ world }: StepRun, at: number): StepNews =>
  world.clock.now() >= at ? { status: 'Success', outputs: {} } : { status: 'InProgress', state: at, until: at };

/** Waits for a time to pass or to come. */
export const sleep: StepAction = {
  name: 'aws:sleep',
  inputs: inputsOf('aws:sleep'),
  begin(run) {
    const at = wakesAt(run);
    return typeof at === 'string' ? failed(at) : wake(run, at);
  },
  tick: (run, state) => wake(run, Number(state)),
};
