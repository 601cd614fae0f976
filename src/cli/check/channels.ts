import type { Config, Settings } from '../../config.ts';
import { askSlack, mustAskSlack } from './ask-slack.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type Me, teamOf } from './slack.ts';

const { ok, problem, unknown } = findingsOf('channels');

interface Channel {
  readonly id: string;
  readonly name?: string;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly is_private?: boolean;
}

const isId = (channel: string): boolean => /^[CG][A-Z0-9]{2,}$/.test(channel);
const pageSize = 999; // conversations.list: under 1000
const searchMs = 8_000;

/** Every channel of the configuration: is it there, is it in use, is the bot in it? */
export async function lookAtChannels(settings: Settings, config: Config, me: Me): Promise<Finding[]> {
  const named = namedIn(config);
  if (named.length === 0) return [ok('channels', 'The configuration names none.')];
  const names = named.map(({ channel }) => channel).filter((channel) => !isId(channel));
  const search = names.length > 0 ? channelsByName(settings, new Set(names), me) : Promise.resolve(new Map<string, Channel>());
  // The names that could not be read stop no look-up by id.
  const byName = await search.catch((error: Error) => error.message);
  return Promise.all(
    named.map(async ({ channel, place }) => {
      const known = isId(channel) ? await channelById(settings, channel) : typeof byName === 'string' ? byName : byName.get(channel);
      return typeof known === 'string' ? unknown(channel, known) : judge(known, channel, place, settings, me);
    }),
  );
}

/** Each channel once, with the places of the configuration that name it. */
function namedIn({ channels, securityChannel, auditChannel }: Config): { readonly channel: string; readonly place: string }[] {
  const places = new Map<string, string>();
  const add = (channel: string | undefined, place: string) => {
    if (channel !== undefined) places.set(channel, [places.get(channel), place].filter((each) => each !== undefined).join(', '));
  };
  for (const channel of Object.keys(channels)) add(channel, 'channels');
  add(securityChannel, 'security');
  add(auditChannel, 'audit');
  return [...places].map(([channel, place]) => ({ channel, place }));
}

function judge(found: Channel | undefined, named: string, place: string, settings: Settings, { handle }: Me): Finding {
  const file = settings.SSM_CHATOPS_CONFIG;
  if (!found) {
    const lookAgain = isId(named)
      ? `Type /invite ${handle} in it if it is private, or correct the id in ${file} (in Slack: the channel's details, at the bottom).`
      : `Correct the name in ${file}. If it is private, write its id, and type /invite ${handle} in it.`;
    return problem(named, `There is no such channel that the bot can see (${place}).`, lookAgain);
  }
  const shown = found.name === undefined || found.name === named ? `#${named}` : `#${found.name} (${named})`;
  if (found.is_archived) return problem(shown, `It is archived (${place}).`, `Unarchive it in Slack, or take it out of ${file}.`);
  if (!found.is_member)
    return problem(shown, `The bot is not in it, so it can tell nothing there (${place}).`, `Type /invite ${handle} in it.`);
  if (found.is_private && !isId(named))
    return problem(
      shown,
      `It is private: commands from it do not say its name, so what the configuration says of it does not hold there (${place}).`,
      `Write ${found.id} instead of ${named} in ${file}.`,
    );
  return ok(shown, `The bot is in it (${place}).`);
}

/** The channel; undefined where Slack shows the bot none; words where Slack did not say. */
async function channelById(settings: Settings, id: string): Promise<Channel | undefined | string> {
  const { body } = await askSlack(settings, 'conversations.info', { channel: id });
  if (body.ok) return body.channel as Channel;
  return body.error === 'channel_not_found' ? undefined : `Slack refused to tell (conversations.info: ${body.error}).`;
}

/** Pages through the workspace until all are found: Slack has no look-up by name. */
async function channelsByName(settings: Settings, wanted: ReadonlySet<string>, me: Me): Promise<ReadonlyMap<string, Channel>> {
  const until = Date.now() + searchMs;
  const found = new Map<string, Channel>();
  let cursor = '';
  do {
    const page = { types: 'public_channel,private_channel', limit: String(pageSize), ...teamOf(me), ...(cursor && { cursor }) };
    const { body } = await mustAskSlack(settings, 'conversations.list', page);
    for (const channel of body.channels as Channel[]) if (channel.name && wanted.has(channel.name)) found.set(channel.name, channel);
    if (Date.now() > until)
      throw new Error('The workspace has too many channels to look for a name among them: write ids in the configuration.');
    cursor = (body.response_metadata as { next_cursor?: string } | undefined)?.next_cursor ?? '';
  } while (cursor !== '' && found.size < wanted.size);
  return found;
}
