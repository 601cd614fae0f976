import { type ReactNode, useState } from 'react';
import { useSlack } from './slack.ts';

/** Where a person writes: a message, or a slash command. */
export function Composer({ channel, name, thread }: { channel: string; name: string; thread?: string }): ReactNode {
  const { state, act } = useSlack();
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState(false);
  const hints = text.startsWith('/') && !/\s/.test(text) && !thread ? state.app.commands.filter((command) => command.startsWith(text)) : [];
  // As in Slack, a slash offers the app's global shortcuts too.
  const shortcuts = text === '/' ? state.app.shortcuts.filter((shortcut) => shortcut.type === 'global') : [];
  const shown = hints.length > 0 && !hidden;
  const complete = (command: string): void => {
    setText(`${command} `);
    setHidden(true);
  };
  const send = (): void => {
    const line = text.trim();
    if (line === '') return;
    setText('');
    setHidden(false);
    void act({ type: line.startsWith('/') ? 'command' : 'say', channel, text: line, ...(thread ? { thread_ts: thread } : {}) });
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {shown ? (
        <div className="menu hints" role="listbox" aria-label="Commands">
          {hints.map((command) => (
            <button key={command} type="button" role="option" aria-selected tabIndex={-1} onClick={() => complete(command)}>
              <strong>{command}</strong>
              <span className="muted">{` ${state.app.name}. Try ${command} help`}</span>
            </button>
          ))}
          {shortcuts.map((shortcut) => (
            <button
              key={shortcut.callback_id}
              type="button"
              role="option"
              aria-selected={false}
              tabIndex={-1}
              onClick={() => {
                setText('');
                void act({ type: 'shortcut', callback_id: shortcut.callback_id });
              }}
            >
              <strong>{shortcut.name}</strong>
              <span className="muted">{` shortcut of ${state.app.name}`}</span>
            </button>
          ))}
        </div>
      ) : null}
      <textarea
        rows={Math.min(8, text.split('\n').length)}
        value={text}
        aria-label={thread ? 'Reply' : `Message ${name}`}
        placeholder={thread ? 'Reply…' : `Message ${name}, or / for a command`}
        data-testid={thread ? 'thread-composer' : 'composer'}
        onChange={(event) => {
          setText(event.target.value);
          setHidden(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Tab' && shown && hints[0]) {
            event.preventDefault();
            complete(hints[0]);
          }
          if (event.key === 'Escape') setHidden(true);
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }}
      />
      <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
        ➤
      </button>
    </form>
  );
}
