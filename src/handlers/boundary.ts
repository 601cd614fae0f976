import { ConflictError, DeniedError, UnavailableError, UserError } from '../errors.ts';
import { type Message, message, section } from '../slack/blocks.ts';
import { mrkdwn } from '../slack/mrkdwn.ts';
import type { Front } from './front.ts';

/** An error as words for the person who caused it. What is not one of ours goes to the log, and they get its place there. */
export function toPerson(front: Pick<Front, 'log'>, error: unknown, doing: string): string {
  if (error instanceof UserError || error instanceof DeniedError || error instanceof ConflictError) return error.message;
  if (error instanceof UnavailableError) {
    front.log.warn({ err: error, doing }, 'a service is away');
    if (error.service !== 'Redis') return error.message;
    return 'I cannot reach my store (Redis) now. Nothing was done, as far as I know: try again in a minute, then look with /ssm list.';
  }
  const place = new Date().toISOString();
  front.log.error({ err: error, doing }, 'a handler failed');
  return `Something went wrong here; it is in the bot's log at ${place}. Try again; if it stays so, tell whoever runs the bot.`;
}

/** Slack waits three seconds for the acknowledgement; whatever Redis does, there must be one. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('Redis', `Redis did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Words alone, as a message. */
export const say = (words: string): Message => message({ text: mrkdwn`${words}`, blocks: [section(mrkdwn`${words}`)] });

export const wrongWorkspace = 'You are not a member of the workspace in which this bot is installed, so nothing was done.';

/** True for a delivery of the installation's own workspace or organisation. A missing team is not a pass. */
export function isOurs(front: Pick<Front, 'team' | 'enterprise'>, team: string | undefined, enterprise?: string | null): boolean {
  if (!team) return false;
  return team === front.team || (front.enterprise !== undefined && enterprise === front.enterprise);
}
