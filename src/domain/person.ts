/** Who somebody is in Slack: the only name by which rights, approvals and the audit know a person. */
export interface PersonRef {
  readonly id: string;
  readonly team: string;
  readonly name: string;
}

/** A person whose account and groups were read from Slack (or the file) just now or within the cache's time. */
export interface Person extends PersonRef {
  readonly groups: readonly string[];
  /** A workflow asks, and `id` is the workflow's: it is in no group, and policies name it as a Workflow. */
  readonly workflow?: true | undefined;
}
