/** Who somebody is in Slack: the only name by which rights, approvals and the audit know a person. */
export interface PersonRef {
  readonly id: string;
  readonly team: string;
  readonly name: string;
  /** Not a person but Slack's Workflow Builder: policies name it as a Workflow. It is in no group and can click nothing. */
  readonly workflow?: true | undefined;
}

/** A person whose account and groups were read from Slack (or the file) just now or within the cache's time. */
export interface Person extends PersonRef {
  readonly groups: readonly string[];
}
