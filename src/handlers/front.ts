import type { WebClient } from '@slack/web-api';
import type { Asking, Enquiry } from '../domain/enquiry.ts';
import type { OperationSpec, Typed } from '../domain/operation.ts';
import type { PersonRef } from '../domain/person.ts';
import type { StepUp } from '../domain/step-up.ts';
import type { Log } from '../log.ts';
import type { Desk } from '../workflows/lifecycle/desk.ts';

/** What the handlers stand on. */
export interface Front {
  readonly desk: Desk;
  readonly slack: WebClient;
  readonly log: Log;
  readonly operations: readonly OperationSpec[];
  readonly enquiries: readonly Enquiry<Desk>[];
  /** Group that must agree -> groups that are mentioned for it instead. */
  readonly ping: Readonly<Record<string, readonly string[]>>;
  /** The installation's workspace and, in an organisation, the organisation: deliveries of others are refused. */
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly stepUp: StepUp;
  /** An id for what Slack delivered: the same delivery gives the same id. */
  idOf(delivery: string): string;
  /** The ts of a request's message in the channel. */
  threadOf(id: string): Promise<string | undefined>;
  keepReplyUrl(id: string, reply: { url: string; replaces: boolean }): Promise<void>;
}

/** All that can be typed after /ssm. */
export const typedThings = (front: Front): readonly Typed[] => [...front.operations, ...front.enquiries];

export type { Asking, PersonRef };
