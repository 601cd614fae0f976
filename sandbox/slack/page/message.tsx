import { memo, type ReactNode } from 'react';
import type { PersonState, SeenMessage } from '../people/state-types.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks.tsx';
import { emojiSign } from './emoji.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { usePopup } from './popup.ts';
import { authorOf, clockTime, useSlack, zoneOf } from './slack.ts';

function MessageMenu({ message, inThread }: { message: SeenMessage; inThread: boolean }): ReactNode {
  const { state, act, openThread } = useSlack();
  const { open, setOpen, box } = usePopup();
  const shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.type === 'message');
  if (message.ephemeral) return null;
  return (
    <div className="message-menu" ref={box}>
      {inThread ? null : (
        <button type="button" onClick={() => openThread(message.channel, message.thread_ts ?? message.ts)}>
          Reply
        </button>
      )}
      {shortcuts.length > 0 ? (
        <button type="button" aria-label="Shortcuts" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
          ⋯
        </button>
      ) : null}
      {open ? (
        <div className="menu" role="menu">
          {shortcuts.map((shortcut) => (
            <button
              key={shortcut.callback_id}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false);
                void act({ type: 'shortcut', callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts });
              }}
            >
              {shortcut.name}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Files({ message }: { message: SeenMessage }): ReactNode {
  return message.files.map((file) => {
    const { id, title, name, url_private: url, mimetype, size } = file as Record<string, string>;
    const words = title || name;
    return (
      <div className="file" key={id}>
        {mimetype?.startsWith('image/') ? <img className="picture" src={url} alt={words} /> : null}
        <a href={url} target="_blank" rel="noreferrer">
          {words}
        </a>
        <span className="muted">{` ${size} bytes`}</span>
      </div>
    );
  });
}

function Replies({ message }: { message: SeenMessage }): ReactNode {
  const { state, openThread } = useSlack();
  const channel = state.channels.find((one) => one.id === message.channel);
  const replies = channel?.messages.filter((other) => other.thread_ts === message.ts && other.ts !== message.ts && !other.ephemeral) ?? [];
  const last = replies.at(-1);
  if (!last) return null;
  return (
    <button type="button" className="replies" onClick={() => openThread(message.channel, message.ts)} data-testid="replies">
      <strong>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</strong>
      <span className="muted">{` Last reply ${clockTime(last.ts, zoneOf(state))}`}</span>
    </button>
  );
}

function Reactions({ message }: { message: SeenMessage }): ReactNode {
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map((reaction) => (
        <span
          key={reaction.name}
          className="reaction"
          title={`:${reaction.name}:`}
        >{`${emojiSign(reaction.name)} ${reaction.users.length}`}</span>
      ))}
    </div>
  );
}

/** One message as the person sees it. `compact` leaves out who wrote it, when that was said just above. */
export const Message = memo(function Message({
  message,
  compact,
  inThread,
}: {
  message: SeenMessage;
  compact: boolean;
  inThread: boolean;
}): ReactNode {
  const { state, openThread } = useSlack();
  const author = authorOf(state, message.user);
  const time = clockTime(message.ts, zoneOf(state));
  return (
    <article
      className={`message${message.ephemeral ? ' ephemeral' : ''}${compact ? ' compact' : ''}`}
      data-testid="message"
      data-ts={message.ts}
      aria-label={`${author.realName}, ${time}`}
    >
      <div className="message-side">
        {compact ? <time>{time}</time> : <Avatar id={author.id} name={author.realName} app={author.app} />}
      </div>
      <div className="message-body">
        {message.ephemeral ? <div className="only-you">Only visible to you</div> : null}
        {compact ? null : (
          <div className="message-head">
            <strong>{author.realName}</strong>
            {author.app ? <span className="tag">APP</span> : null}
            {author.outsider ? <span className="tag">Other Co</span> : null}
            <time className="muted">{time}</time>
          </div>
        )}
        {message.broadcast && !inThread ? (
          <button type="button" className="broadcast" onClick={() => openThread(message.channel, message.thread_ts ?? message.ts)}>
            replied to a thread
          </button>
        ) : null}
        {message.blocks.length > 0 ? (
          <Blocks blocks={message.blocks} place={{ channel: message.channel, ts: message.ts }} values={message.values} />
        ) : (
          <div className="words">
            <Mrkdwn text={message.text} />
          </div>
        )}
        {message.edited ? <span className="edited">(edited)</span> : null}
        <Files message={message} />
        <Reactions message={message} />
        {inThread ? null : <Replies message={message} />}
      </div>
      <MessageMenu message={message} inThread={inThread} />
    </article>
  );
});

/** True when a message follows one of the same author closely enough to stand under the same name. */
export function follows(before: SeenMessage | undefined, message: SeenMessage, state: PersonState): boolean {
  if (!before || before.user !== message.user || before.ephemeral !== message.ephemeral || message.broadcast) return false;
  const sameDay = new Date(Number(before.ts) * 1000).toDateString() === new Date(Number(message.ts) * 1000).toDateString();
  return sameDay && message.user !== state.app.user && Number(message.ts) - Number(before.ts) < 300;
}
