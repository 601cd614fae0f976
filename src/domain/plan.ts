import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Environment } from './environment.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** One thing that a plan is about. `out` says why it will not be touched. */
export interface PlanTarget {
  readonly id: string;
  readonly name?: string | undefined;
  readonly out?: string | undefined;
}

/** One call to AWS. `targets` are exactly what it touches; `call` is all else that it says. */
export interface Wave<C = unknown> {
  readonly targets: readonly string[];
  readonly call: C;
  /** The next wave starts only if this one had no failure at all. */
  readonly canary?: true | undefined;
  /** Undoes what was done: started only where a person, or the plan itself, says so after a failure. */
  readonly undo?: true | undefined;
  /** The exact session policy is longer than AWS takes: it runs with one that names no resource, if policy permits. */
  readonly wide?: true | undefined;
  /**
   * It takes a secret from its asker, or gives one: it starts only at the asker's own click, in the process that got the
   * click, so that the secret never rests.
   */
  readonly secret?: SecretOf | undefined;
  /** Milliseconds after which it can't be running any more, whatever AWS says: every follow has an end. */
  readonly within: number;
}

/** What a wave wants of its asker, or has for them. `name` is what the secret is: '/myapp/prod/db-password'. */
export type SecretOf =
  | { readonly kind: 'takes'; readonly name: string; readonly hint?: string | undefined }
  | { readonly kind: 'gives'; readonly name: string };

/** What policies may ask about, besides the targets. */
export interface PlanContext {
  /** Another environment that is touched; without it the request's own. */
  readonly environment?: string | undefined;
  readonly document?: string | undefined;
  /** 'Amazon', or the id of the account that owns the document. */
  readonly documentOwner?: string | undefined;
  /** A parameter's full name. */
  readonly path?: string | undefined;
}

/** Everything that will happen, resolved. What is approved is this and nothing else. */
export interface Plan<C = unknown> {
  /** "Run a script on 48 instances": no verb of the bot, no end mark. */
  readonly summary: string;
  /** What the targets are and what AWS calls one wave: 'instance', 'command'. Their plurals end in s. */
  readonly nouns: { readonly target: string; readonly execution: string };
  readonly facts: readonly Fact[];
  /** Scripts and other text, whole, that the approver must have read. */
  readonly texts: readonly { readonly label: string; readonly text: string }[];
  readonly targets: readonly PlanTarget[];
  /** 'Key=Value': what every touched target carries, and what any of them does. Without the tag Name. */
  readonly tags?: { readonly ofAll: readonly string[]; readonly ofAny: readonly string[] } | undefined;
  readonly warnings: readonly string[];
  readonly waves: readonly Wave<C>[];
  /** Its targets say nothing that could be read afterwards. */
  readonly quiet?: true | undefined;
  /** Undo waves start by themselves when the error budget is used up; else a person is asked. */
  readonly undoesItself?: true | undefined;
  /** Asked once more before the asker's yes counts: 'This is every instance of prod.' */
  readonly sure?: string | undefined;
  /** Who may not ask for this, whatever policy says, and why: whoever started a thing does not answer for others. */
  readonly notBy?: { readonly id: string; readonly why: string } | undefined;
  /** How many errors are tolerated over all waves together; one more stops the rest. */
  readonly tolerates?: number | undefined;
  /**
   * What must be the same when the plan starts: a document's version and hash. A pin that is called like a target is about that
   * target alone.
   */
  readonly pins: Readonly<Record<string, string>>;
  /** Each must be allowed: a rollback runs a document of its own. */
  readonly contexts: readonly [PlanContext, ...PlanContext[]];
}

/** SHA-256 over the canonical JSON (RFC 8785) of the operation, the environment and the whole plan. Hex. */
export function planHash(operation: string, environment: Environment, plan: Plan): string {
  const { name, account, region, roles } = environment;
  const text = canonicalize({ operation, environment: { name, account, region, role: roles.operate }, plan }) as string;
  return createHash('sha256').update(text).digest('hex');
}

/** The part of the hash that people compare: '7f3a-91c2'. */
export const fingerprint = (hash: string): string => `${hash.slice(0, 4)}-${hash.slice(4, 8)}`;

/** Those targets that the plan touches. */
export const touched = (plan: Plan): PlanTarget[] => plan.targets.filter((target) => target.out === undefined);

export interface Drift {
  /** Targets that today's plan would touch and the approved one does not. */
  readonly added: readonly string[];
  /** Approved targets that cannot be reached today. */
  readonly gone: readonly string[];
  /** Pins whose value is another today. */
  readonly moved: readonly string[];
}

/** What is different between the plan that was approved and the same plan made now. */
export function drift(approved: Plan, today: Plan): Drift {
  const before = new Set(touched(approved).map((target) => target.id));
  const now = new Set(touched(today).map((target) => target.id));
  const pins = new Set([...Object.keys(approved.pins), ...Object.keys(today.pins)]);
  return {
    added: [...now].filter((id) => !before.has(id)),
    gone: [...before].filter((id) => !now.has(id)),
    moved: [...pins].filter((pin) => approved.pins[pin] !== today.pins[pin]),
  };
}
