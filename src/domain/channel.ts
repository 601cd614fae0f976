/** What the configuration says of a channel. */
export interface ChannelRule {
  /** The environment that is meant where none is named. */
  readonly environment?: string | undefined;
  /** The only ones that may be asked for there; undefined: all. */
  readonly environments?: readonly string[] | undefined;
}

/** Where in Slack something was asked. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  /** The ts of the thread's first message, where it was asked in a thread. */
  readonly thread?: string | undefined;
}
