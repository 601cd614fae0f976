/** Where in Slack something was asked. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  /** The ts of the thread's first message, where it was asked in a thread. */
  readonly thread?: string | undefined;
}
