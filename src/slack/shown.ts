import type { MessageKind } from '../domain/message.ts';

/** What Slack shows of a message, as it was left last. */
export interface Shown {
  readonly ts?: string | undefined;
  /** Where it stands, if that is not the request's channel. */
  readonly channel?: string | undefined;
  /** The address of the root, where it was asked for already. */
  readonly link?: string | undefined;
  readonly digest?: string | undefined;
  readonly posting?: boolean | undefined;
  readonly refused?: boolean | undefined;
}

/** Where that is kept. */
export interface ShownPort {
  get(id: string, kind: MessageKind): Promise<Shown | undefined>;
  put(id: string, kind: MessageKind, shown: Shown): Promise<void>;
  /** The message was drawn from a record last changed at `changedAt`. */
  drawn(id: string, kind: MessageKind, changedAt: number): Promise<void>;
}
