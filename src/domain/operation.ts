import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ResourceGroupsClient } from '@aws-sdk/client-resource-groups';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Environment } from './environment.ts';
import type { Execution } from './execution.ts';
import type { OutputOf, RanWave } from './output.ts';
import type { CountMemory } from './pace.ts';
import type { SecretPattern } from './parameter-rules.ts';
import type { PersonRef } from './person.ts';
import type { Plan, Wave } from './plan.ts';

/** AWS under the role session that was made for one request and one purpose. */
export interface Aws {
  readonly clock: Clock;
  readonly ssm: SSMClient;
  /** The same for whoever reads very many pages of parameters: everybody else's calls go ahead of these. */
  readonly bulk: SSMClient;
  /** How many parameters the account has in the region. */
  readonly counted: CountMemory;
  /** EC2's client costs 260 ms to load: it is loaded by the first who asks. */
  ec2(): Promise<EC2Client>;
  /** In the bucket's own region, where that is known; else in the environment's. */
  s3(region?: string): Promise<S3Client>;
  logs(): Promise<CloudWatchLogsClient>;
  resourceGroups(): Promise<ResourceGroupsClient>;
}

/** One statement of a session policy. `resources` are ARNs. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** IAM's Condition: operator -> key -> values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * One question of an operation: how it is asked on the line, in a modal and in the help.
 * `targets`, `document`, `parameter`, `key` (of KMS), `end` (when something is over) and `span` (of time) have type-ahead pickers, in
 * all of which but `document` what is typed can be chosen as it stands; `pairs` are K=V, in a modal the fields of the document's parameters.
 */
export interface Field {
  /** The answer is a string, a list of strings (`many`), a number or a yes. */
  readonly kind:
    | 'text'
    | 'targets'
    | 'script'
    | 'number'
    | 'duration'
    | 'rate'
    | 'flag'
    | 'request'
    | 'select'
    | 'document'
    | 'runbook'
    | 'pairs'
    | 'parameter'
    | 'key'
    | 'end'
    | 'span';
  readonly label: string;
  readonly hint?: string;
  /** Where it stands on the line: `words` takes the free words (all of them where `many`), `rest` what follows `--`. Else a flag. */
  readonly at?: 'words' | 'rest';
  readonly many?: true;
  readonly optional?: true;
  readonly options?: readonly string[];
  /** AWS may know it for a secret where nothing here does: a request that is refused for that keeps it no longer. */
  readonly mayBeSecret?: true;
  /** The line's example in help: 'tag:App=myapp'. */
  readonly example?: string;
  /** In a form a file can be given for it: its text is the answer. */
  readonly file?: FileAnswer;
}

/** A text file that answers a question. */
export interface FileAnswer {
  /** What kinds of file: '.env, JSON or YAML'. */
  readonly kinds: string;
  /** What the file's name says about other questions, where they were left open. Throws UserError for a name that does not fit. */
  says?(name: string): Readonly<Record<string, unknown>>;
}

export type Form<S extends z.ZodObject> = { readonly [K in keyof z.infer<S>]-?: Field };

/** What is kept out: which field it stands in, and why. */
export interface KeptOut {
  readonly field: string;
  readonly words: string;
}

/** What can be typed: its words, its questions. Operations and enquiries are both declared so. */
export interface Typed<S extends z.ZodObject = z.ZodObject> {
  /** 'command.run': Cedar action, callback id, audit verb, job label. */
  readonly name: string;
  /** What is typed after /ssm: 'run', 'param label'. */
  readonly words: string;
  /** The help's line and the modal's title. */
  readonly title: string;
  /** It looks at an environment, so that --env says which. Operations always do. */
  readonly inEnvironment?: true | undefined;
  /** No type-changing transforms, so that a stored input parses again. */
  readonly input: S;
  readonly form: Form<S>;
  /**
   * Why what was typed must be neither written down nor said again: there is a secret in it. Asked before anything is kept.
   * `own`: what the configuration takes for secrets, in any environment: which one is meant is not known yet.
   * `line`: all of it, where it could not be read as a whole. The words never hold what was typed.
   */
  keepsOut?(given: Readonly<Record<string, unknown>>, own: readonly SecretPattern[], line?: string): Promise<KeptOut | undefined>;
}

/** An operation acts in an environment and can have a reason; an enquiry does neither. */
export const isOperation = (typed: Typed): typed is OperationSpec => 'plan' in typed;
export const isInEnvironment = (typed: Typed): boolean => isOperation(typed) || typed.inEnvironment === true;

/** One answer that a picker offers. */
export interface Choice {
  /** What is shown: 'myapp-prod-03 · running · prod'. */
  readonly text: string;
  /** What is typed for it: 'i-0abc...'. */
  readonly value: string;
}

/** How much harm an operation can do. Policies know it as a group of actions: action in Action::"destructive". */
export type Risk = 'read' | 'change' | 'destructive';

/** What the roles of an environment need. `runbook`: what is handed to AWS to act with by itself. */
export interface RoleNeeds {
  readonly observe: readonly Statement[];
  readonly operate: readonly Statement[];
  readonly runbook?: readonly Statement[];
}

/** What a wave's session is for. */
export type Act = 'start' | 'stop';

/** What a wave is started with, besides the wave itself. */
export interface StartContext {
  /** Ours, unique per request and wave; AWS keeps it where it can (Comment, ClientToken, tags). */
  readonly key: string;
  /** What is left of the plan's error budget. */
  readonly tolerates: number | undefined;
  /** Who asked for it, and who agreed: told to AWS where it keeps such words. */
  readonly asker: PersonRef;
  readonly approvers: readonly PersonRef[];
  /** What the asker gave for a wave that takes a secret: in memory alone. */
  readonly secret?: string | undefined;
  /**
   * Acts in another environment that the plan's contexts name, with this wave's rights there: policy was asked about both. It is
   * not there where a call is repeated with its key.
   */
  readonly elsewhere?: Elsewhere;
}

export interface Started {
  /** Undefined: it is done. */
  readonly execution?: Execution;
  /** What a wave gives that gives a secret: shown once, to its asker alone, and kept nowhere. */
  readonly secret?: string;
}

/**
 * Another environment, with the same reads of this operation, or in a start the wave's rights. Throws where there is none of that name, or the asker may
 * not look at it. What is read there belongs into the plan's contexts, so that policies decide on it.
 */
export type Elsewhere = (environment: string) => Promise<{ readonly env: Environment; readonly aws: Aws }>;

/**
 * One thing that `/ssm` can do. The line, the help, the modal, the policy check, the approval,
 * the role session, the audit row, the job and the messages derive from it.
 */
export interface OperationSpec<S extends z.ZodObject = z.ZodObject, C = unknown> extends Typed<S> {
  readonly risk: Risk;
  /** Resolves everything; reads only. Throws UserError where it cannot be done as asked. */
  plan(input: z.infer<S>, observer: Aws, env: Environment, elsewhere: Elsewhere): Promise<Plan<C>>;
  /**
   * What the environment's two roles need for it at all: `observe` for planning, following and reading output, `operate`
   * for every wave that it may ever start or stop there. Sessions cut these down. Actions are named one by one.
   */
  readonly roles: (env: Environment) => RoleNeeds;
  /** The least rights for exactly this wave and act: it becomes the STS session policy. */
  iam(wave: Wave<C>, env: Environment, act: Act): Statement[];
  /** Why a wave that takes a secret can't take this one, in words that do not hold it. Asked before anything is begun. */
  wrongSecret?(wave: Wave<C>, secret: string): string | undefined;
  /** Makes the one call. Sees the wave, never the input: what runs is the plan. */
  start(wave: Wave<C>, context: StartContext, aws: Aws): Promise<Started>;
  /**
   * After a call whose outcome is not known: 'same-key' says that start may be repeated with the same key;
   * a function looks it up by the key, or checks that the given id is indeed this wave's.
   */
  readonly recover: 'same-key' | ((wave: Wave<C>, key: string, observer: Aws, id?: string) => Promise<Execution | 'not found'>);
  /** Follows many at once, so that following costs pages and not calls per run. */
  poll?(executions: readonly Execution[], observer: Aws): Promise<Execution[]>;
  /** Asks AWS to stop. May be repeated. */
  stop?(execution: Execution, aws: Aws): Promise<void>;
  readonly output?: OutputReader<C>;
  /** Workflow Builder's step that asks for it: the function of the manifest, and how its inputs are read. */
  readonly step?: { readonly callback: string; input(given: Readonly<Record<string, string>>): Record<string, unknown> };
  /** The input for doing it again on the targets that failed. */
  retry?(input: z.infer<S>, failed: readonly string[]): z.infer<S>;
}

/**
 * Reads what the targets said. It gives plain data, raw: grouping, masking, cutting and who may see it are the same for
 * every operation, and must not depend on each one's care.
 */
export interface OutputReader<C = unknown> {
  /** Rights besides observing: exactly where this target's whole output was written. */
  rights(ran: RanWave<C>, target: string, env: Environment): Statement[];
  /** What every target said, as far as AWS has it at hand. */
  all(ran: readonly RanWave<C>[], observer: Aws): Promise<readonly OutputOf[]>;
  /** What one target said, whole where it was written somewhere. The observer has the rights above. */
  one(ran: RanWave<C>, target: string, observer: Aws): Promise<OutputOf>;
}

/** Declares an operation; the input's and the call's types are inferred here and forgotten in the list. */
export function defineOperation<S extends z.ZodObject, C>(spec: OperationSpec<S, C>): OperationSpec {
  return spec as unknown as OperationSpec;
}
