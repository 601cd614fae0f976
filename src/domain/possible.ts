import type { RequestEvent } from './event.ts';
import { endStates, type State } from './request.ts';

const confirmed: readonly State[] = ['approved', 'ready', 'running', 'cancelling', 'offered', 'unknown', ...endStates];

/** Which events are possible in which state. What is not here is a conflict and changes nothing. */
export const possible: Readonly<Record<RequestEvent['kind'], readonly State[]>> = {
  planned: ['received'],
  refused: ['received', 'approved', 'ready'],
  denied: ['received', 'approved', 'ready'],
  confirmed: ['previewed'],
  discarded: ['previewed'],
  'verdict-given': ['awaiting'],
  'verdict-dismissed': ['awaiting'],
  approved: ['awaiting'],
  rejected: ['awaiting'],
  'approval-withdrawn': ['awaiting'],
  expired: ['previewed', 'awaiting', 'ready'],
  reminded: ['awaiting'],
  drifted: ['approved', 'ready', 'running'],
  readied: ['approved', 'running'],
  starting: ['approved', 'ready', 'running'],
  started: ['running', 'cancelling', 'unknown'],
  'put-off': ['running', 'cancelling'],
  'start-refused': ['running', 'cancelling'],
  lost: ['running', 'cancelling'],
  progressed: ['running', 'cancelling', 'unknown'],
  'step-reminded': ['running'],
  'stop-asked': ['cancelling'],
  'wave-skipped': ['approved', 'ready', 'running', 'cancelling'],
  'cancel-asked': ['received', 'awaiting', 'approved', 'ready', 'running', 'unknown'],
  settled: ['unknown'],
  delayed: ['awaiting', 'approved', 'ready', 'running', 'cancelling'],
  'undo-offered': ['running'],
  'undo-asked': ['running', 'offered'],
  'output-read': ['running', 'cancelling', 'offered', 'unknown', 'succeeded', 'failed', 'cancelled'],
  'review-reminded': confirmed,
  'review-closed': endStates,
  finished: ['running', 'cancelling', 'offered'],
};
