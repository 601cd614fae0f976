import type { Environment } from './environment.ts';
import type { Person } from './person.ts';
import type { Requirement } from './requirement.ts';

/** What a policy is asked: may this person do this there, in these circumstances? */
export interface Question {
  readonly person: Person;
  /** An operation's name ('command.run'), 'observe', or an act on requests ('request.cancel'). */
  readonly action: string;
  readonly environment: Environment;
  readonly context: QuestionContext;
}

export interface QuestionContext {
  /** The channel's name without '#', as slash commands say it: 'directmessage' and 'privategroup' where Slack hides it. */
  readonly channel: string;
  readonly reason?: string | undefined;
  readonly risk?: string | undefined;
  readonly targets?: readonly string[] | undefined;
  /** What the plan adds: document, path. */
  readonly about?: Readonly<Record<string, string>> | undefined;
}

/** A policy's answer. `requirement` is who must agree before it may start. */
export interface Decision {
  readonly allowed: boolean;
  readonly requirement: Requirement;
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
  decide(question: Question): Decision;
}
