import type { MessageKind } from '../domain/message.ts';
import type { Shown } from '../domain/shown.ts';

/** Where that is kept. */
export interface ShownPort {
  get(id: string, kind: MessageKind): Promise<Shown | undefined>;
  put(id: string, kind: MessageKind, shown: Shown): Promise<void>;
  /** The message was drawn from a record last changed at `changedAt`. */
  drawn(id: string, kind: MessageKind, changedAt: number): Promise<void>;
}
