import type { z } from 'zod';
import type { Channel } from './channel.ts';
import type { Typed } from './operation.ts';
import type { Part } from './part.ts';
import type { PersonRef } from './person.ts';

/** Who asks, and where. */
export interface Asker {
  readonly by: PersonRef;
  readonly channel: Channel;
}

/** Hears how far something is, in a sentence: what is told often is said seldom. */
export type Tell = (words: string) => void;

export interface Asking extends Asker {
  /** The id of a request that is made from this delivery, if one is. */
  readonly requestId: string;
  /** --env, for what looks at an environment. */
  readonly environment?: string | undefined;
  /** For what takes long: without it nobody hears before the answer. */
  readonly tell?: Tell | undefined;
}

/** What is typed to look at requests or to stop one: answered at once, declared as an operation is. */
export interface Enquiry<D, S extends z.ZodObject = z.ZodObject> extends Typed<S> {
  /** It may make a request, whose card is then answered to this delivery. */
  readonly submits?: true;
  answer(desk: D, input: z.infer<S>, asking: Asking): Promise<readonly Part[]>;
}
