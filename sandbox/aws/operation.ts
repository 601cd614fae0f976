import type { ServiceName } from './model.ts';
import type { Caller, Policy } from './principal.ts';
import type { Place, World } from './world.ts';

/** One question to IAM: may the caller do this to that? */
export interface Access {
  readonly action: string;
  /** An ARN, or * for an action that knows no resources. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
  /** The resource's own policy, such as a role's trust policy or a key's policy. */
  readonly resourcePolicy?: Policy;
  /** The account that owns the resource, if it is not the caller's. */
  readonly owner?: string;
}

/** What a call is answered from: the world, who asks, and the account and region that are asked about. */
export interface Scene {
  readonly world: World;
  readonly caller: Caller;
  readonly place: Place;
  /** Asks IAM without ending the call. */
  allows(access: Access): Promise<boolean>;
  /** Asks IAM for what the service does in the caller's name, such as use a key; a no ends the call. */
  demands(access: Access): Promise<void>;
}

/** One operation of a service: what it needs the right for, and what it answers. */
export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  access(input: never, scene: Scene): readonly Access[];
  answer(input: never, scene: Scene): unknown;
}

/** Declares an operation with the types of its input and output. */
export function defineOperation<I, O>(operation: {
  readonly service: ServiceName;
  readonly name: string;
  access(input: I, scene: Scene): readonly Access[];
  answer(input: I, scene: Scene): O | Promise<O>;
}): Operation {
  return operation;
}

/** For an action that knows no resources. */
export const anything = (action: string) => (): readonly Access[] => [{ action, resource: '*' }];
