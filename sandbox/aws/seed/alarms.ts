import type { AlarmState } from '../command/alarm.ts';
import { production } from './accounts.ts';

/** The CloudWatch alarms of an account in a region; all is quiet at the start. */
export const alarmsOf = (account: string, region: string): [name: string, state: AlarmState][] =>
  account === production && region === 'eu-central-1'
    ? [
        ['myapp-prod-5xx', 'OK'],
        ['myapp-prod-latency', 'OK'],
        ['batch-prod-backlog', 'INSUFFICIENT_DATA'],
      ]
    : [];
