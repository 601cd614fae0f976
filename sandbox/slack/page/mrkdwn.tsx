import { Fragment, type ReactNode } from 'react';
import type { Words } from '../blocks/piece.ts';
import { formatDate } from '../mrkdwn/date.ts';
import { type Mark, parseMrkdwn, unescapeText } from '../mrkdwn/parse.ts';
import type { PersonState } from '../people/state-types.ts';
import { emojiSign } from './emoji.ts';
import { placed } from './placed.ts';
import { authorOf, useSlack, zoneOf } from './slack.ts';

/** A name that stands for a person, a group or a channel. */
export function Mention({ sign, name, mine }: { sign: '@' | '#'; name: string; mine?: boolean }): ReactNode {
  return <span className={mine ? 'mention mine' : 'mention'}>{`${sign}${name}`}</span>;
}

export function userMention(state: PersonState, id: string): ReactNode {
  return <Mention sign="@" name={authorOf(state, id).name} mine={id === state.me} />;
}

export function groupMention(state: PersonState, id: string): ReactNode {
  return <Mention sign="@" name={state.groups.find((group) => group.id === id)?.handle ?? id} />;
}

export function channelMention(state: PersonState, id: string): ReactNode {
  return <Mention sign="#" name={state.channels.find((channel) => channel.id === id)?.name ?? id} />;
}

/** A link, if its address is one that may be followed. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  if (!/^(https?:|mailto:)/i.test(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

function show(mark: Mark, state: PersonState): ReactNode {
  const inside = (marks: Mark[]): ReactNode => <Marks marks={marks} state={state} />;
  switch (mark.kind) {
    case 'text':
      return unescapeText(mark.text);
    case 'code':
      return <code>{unescapeText(mark.text)}</code>;
    case 'pre':
      return <pre>{unescapeText(mark.text)}</pre>;
    case 'bold':
      return <strong>{inside(mark.inside)}</strong>;
    case 'italic':
      return <em>{inside(mark.inside)}</em>;
    case 'strike':
      return <s>{inside(mark.inside)}</s>;
    case 'quote':
      return <blockquote>{inside(mark.inside)}</blockquote>;
    case 'link':
      return <Link url={unescapeText(mark.url)}>{unescapeText(mark.label)}</Link>;
    case 'user':
      return userMention(state, mark.id);
    case 'channel':
      return channelMention(state, mark.id);
    case 'group':
      return groupMention(state, mark.id);
    case 'broadcast':
      return <Mention sign="@" name={mark.range} mine />;
    case 'date':
      return (
        <time dateTime={new Date(mark.timestamp * 1000).toISOString()}>
          {formatDate(mark.timestamp, mark.format, unescapeText(mark.fallback), zoneOf(state), state.now)}
        </time>
      );
    case 'emoji':
      return <span title={`:${mark.name}:`}>{emojiSign(mark.name)}</span>;
  }
}

function Marks({ marks, state }: { marks: readonly Mark[]; state: PersonState }): ReactNode {
  return placed(marks).map(({ place, item }) => <Fragment key={place}>{show(item, state)}</Fragment>);
}

/** Text in Slack's mrkdwn. */
export function Mrkdwn({ text }: { text: string }): ReactNode {
  const { state } = useSlack();
  return <Marks marks={parseMrkdwn(text)} state={state} />;
}

/** A text object: marked up, or plain with its emoji. */
export function Text({ words }: { words: Words | string | undefined }): ReactNode {
  if (typeof words === 'object' && words.type === 'mrkdwn') return <Mrkdwn text={words.text} />;
  const text = typeof words === 'string' ? words : (words?.text ?? '');
  return text.replace(/:([a-z0-9_+-]+):/g, (_whole, name: string) => emojiSign(name));
}
