/** What Slack shows of a request's message, as the notifier last left it. */
export interface Shown {
  /** The message's ts; undefined where it is ephemeral or was not posted yet. */
  readonly ts?: string | undefined;
  /** Where it stands, if that is not the request's channel. */
  readonly channel?: string | undefined;
  /** The address of the root, in messages that stand elsewhere and link to it. */
  readonly link?: string | undefined;
  /** Of what was drawn: the same drawing is not sent again. */
  readonly digest?: string | undefined;
  /** Set before the post: if it is still set without a ts, the post may have happened, and is looked for. */
  readonly posting?: boolean | undefined;
  /** Slack said no for good at the last try: what belongs into its thread has no place. */
  readonly refused?: boolean | undefined;
}
