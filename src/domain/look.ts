import type { z } from 'zod';
import type { Tell } from './enquiry.ts';
import type { Environment } from './environment.ts';
import type { Aws, Statement, Typed } from './operation.ts';
import type { Part } from './part.ts';
import type { PlanContext } from './plan.ts';

/** An environment with a session that reads there. */
export interface Place {
  readonly env: Environment;
  readonly aws: Aws;
  /** Whether policy lets its reader see what machines said there (the act output.read). Where it does not, it is left out. */
  readonly mayReadOutput: boolean;
}

/**
 * Something in AWS that is only looked at: answered at once, to its asker alone. Nothing changes and no secret is shown, so
 * nobody is asked to agree. Policies know it as an action of the risk "read".
 */
export interface LookSpec<S extends z.ZodObject = z.ZodObject> extends Typed<S> {
  readonly inEnvironment: true;
  /** It may be told to a whole channel again and again, under this heading; else to its asker alone. */
  readonly forChannel?: string;
  /** What the environment's observing role needs for it at all. */
  roles(env: Environment): readonly Statement[];
  /** What is asked of policy before AWS is: each must be allowed. One that names another environment is looked at there. */
  contexts(input: z.infer<S>): readonly [PlanContext, ...PlanContext[]];
  /** Exactly what this look reads in the environment. */
  reads(input: z.infer<S>, env: Environment): readonly Statement[];
  /** `places`: one for each context, in their order. `tell`: may be told again and again how far it is. */
  look(input: z.infer<S>, places: readonly [Place, ...Place[]], tell: Tell): Promise<readonly Part[]>;
}

/** Declares a look; the input's type is inferred here and forgotten in the list. */
export const defineLook = <S extends z.ZodObject>(spec: LookSpec<S>): LookSpec => spec as unknown as LookSpec;
