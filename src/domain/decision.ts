import type { Environment } from './environment.ts';
import type { Person } from './person.ts';
import type { PlanContext } from './plan.ts';
import type { Requirement } from './requirement.ts';

/** What a policy is asked: may this person do this there, in these circumstances? */
export interface Question {
  readonly person: Person;
  /** An operation's name ('command.run'), or an act of `acts`: 'observe', 'request.cancel', ... */
  readonly action: string;
  readonly environment: Environment;
  readonly context: QuestionContext;
}

/** What is always known of a question. */
export interface Circumstances {
  /** The channel's name without '#', as slash commands say it: 'directmessage' and 'privategroup' where Slack hides it. */
  readonly channel: string;
  /** Names of the freezes that are active in the environment. */
  readonly freezes: readonly string[];
  /** When it is asked. Milliseconds since 1970. */
  readonly at: number;
}

export interface QuestionContext extends Circumstances {
  readonly reason?: string | undefined;
  /** The asker would run it at once, without those who must agree. */
  readonly breakGlass?: boolean | undefined;
  readonly targets?: readonly string[] | undefined;
  /** 'Key=Value': what every target carries, and what any of them does. */
  readonly tags?: { readonly ofAll: readonly string[]; readonly ofAny: readonly string[] } | undefined;
  /** What the plan adds. */
  readonly about?: PlanContext | undefined;
}

/** A policy's answer. `requirement` is who must agree before it may start. */
export interface Decision {
  readonly allowed: boolean;
  readonly requirement: Requirement;
  /** Whoever agrees must give a code of their authenticator app too. */
  readonly stepUp?: true | undefined;
  /** The ids of the policies that decided: permits where allowed, forbids where not. */
  readonly policies: readonly string[];
  /** Digest of the whole policy set: another digest at the start decides afresh. */
  readonly digest: string;
  /** Shown where refused: why, and who may. */
  readonly why?: string | undefined;
}

/** The port through which rights are asked. Denies when in doubt. */
export interface Policy {
  readonly digest: string;
  /** Every group of which some policy wants an agreement. */
  readonly agreeing: readonly string[];
  decide(question: Question): Decision;
  /**
   * Whether there are circumstances in which this person might do it: what depends on the plan, the channel or the time
   * counts in their favour. For help and forms only; never a right.
   */
  mayEver(person: Person, action: string, environment: Environment): boolean;
}

/**
 * What is asked besides the operations, with the words that a refusal says: "You may not look at prod."
 * They are decided at once: nobody can be asked to agree to them.
 */
export const acts = {
  observe: 'look at',
  'request.read': 'read requests on',
  'request.cancel': 'cancel requests of others on',
  'request.review': 'close reviews of break-glass on',
  'output.read': 'read what commands said on',
  'audit.read': 'read the audit of',
  'break-glass': 'break the glass on',
  'wide-session': 'run with a session that is wider than its plan on',
  schedule: 'schedule looks at',
} as const;
