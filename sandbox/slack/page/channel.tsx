import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { SeenChannel, SeenMessage } from '../people/state-types.ts';
import { follows, Message } from './message.tsx';
import { dayName, useSlack, zoneOf } from './slack.ts';

/** Messages from old to new; stays at the newest, unless the reader has scrolled up. */
export function MessageList({
  messages,
  inThread,
  label,
}: {
  messages: readonly SeenMessage[];
  inThread: boolean;
  label: string;
}): ReactNode {
  const { state } = useSlack();
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.ts;
  useLayoutEffect(() => {
    if (last !== undefined && atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  });
  let day = '';
  return (
    <div
      className="messages"
      ref={list}
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
      }}
    >
      <div className="messages-inner">
        {messages.map((message, index) => {
          const name = dayName(message.ts, zoneOf(state), state.now);
          const fresh = name !== day;
          day = name;
          return (
            <Fragment key={message.ts}>
              {fresh && !inThread ? (
                <div className="day">
                  <span>{name}</span>
                </div>
              ) : null}
              <Message message={message} compact={!fresh && follows(messages[index - 1], message, state)} inThread={inThread} />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

/** What stands in a channel itself: no replies, unless they were sent to the channel too. */
export function ChannelMessages({ channel }: { channel: SeenChannel }): ReactNode {
  const { act } = useSlack();
  const shown = channel.messages.filter((message) => !message.thread_ts || message.broadcast || message.thread_ts === message.ts);
  const newest = channel.unread > 0 ? channel.messages.at(-1)?.ts : undefined;
  useEffect(() => {
    if (newest) void act({ type: 'read', channel: channel.id });
  }, [newest, channel.id, act]);
  if (shown.length === 0) {
    return (
      <div className="messages empty">
        <p>{channel.kind === 'im' ? `This is where you and ${channel.name} talk.` : `Nothing has been said in #${channel.name} yet.`}</p>
      </div>
    );
  }
  return <MessageList messages={shown} inThread={false} label={`Messages in ${channel.name}`} />;
}

/** A message with its replies. */
export function Thread({ channel, ts }: { channel: SeenChannel; ts: string }): ReactNode {
  const shown = channel.messages.filter((message) => message.ts === ts || message.thread_ts === ts);
  return <MessageList messages={shown} inThread label="Thread" />;
}
