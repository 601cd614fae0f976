/** An IAM policy document, as JSON. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

export interface UserSeed {
  readonly arn: string;
  readonly account: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policies: readonly NamedPolicy[];
}

export interface RoleSeed {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly roleId: string;
  readonly maxSessionSeconds: number;
  readonly trust: Policy;
  readonly policies: readonly NamedPolicy[];
}

/** What a role's session adds to its caller. */
export interface Session {
  readonly token: string;
  readonly name: string;
  readonly roleArn: string;
  readonly sourceIdentity?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: Policy;
  /** Wall time in milliseconds: credentials end by the wall's clock, whatever the stand-in's speed. */
  expiresAt: number;
}

/** Who makes a call: the IAM user, or a session of a role. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policies: readonly NamedPolicy[];
  readonly session?: Session;
}
