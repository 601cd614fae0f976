import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { Act, ActResult } from '../people/state-types.ts';
import { Thread } from './channel.tsx';
import { ChannelPane } from './channel-pane.tsx';
import { Composer } from './composer.tsx';
import { Modal } from './modal.tsx';
import { Sidebar } from './sidebar.tsx';
import { perform, type Slack, SlackContext, usePersonState } from './slack.ts';
import { Toasts } from './toasts.tsx';

/** Which of the three columns a narrow screen shows. */
type Pane = 'list' | 'channel' | 'thread';

function fromAddress(): { as: string; channel: string } {
  const query = new URLSearchParams(window.location.search);
  return { as: query.get('as') ?? 'U0ANA', channel: query.get('channel') ?? 'C0INC42' };
}

/** The whole page. */
export function App(): ReactNode {
  const [as, setAs] = useState(() => fromAddress().as);
  const [channelId, setChannelId] = useState(() => fromAddress().channel);
  const [thread, setThread] = useState<{ channel: string; ts: string }>();
  const [pane, setPane] = useState<Pane>('channel');
  const [slip, setSlip] = useState<string>();
  const { state, connected } = usePersonState(as);
  const channel = state?.channels.find((one) => one.id === channelId) ?? state?.channels[0];

  useEffect(() => {
    history.replaceState(null, '', `?as=${as}&channel=${channelId}`);
  }, [as, channelId]);

  const act = useCallback(
    async (what: Act): Promise<ActResult> => {
      try {
        return await perform(as, what);
      } catch (error) {
        setSlip(error instanceof Error ? error.message : String(error));
        return {};
      }
    },
    [as],
  );
  const openThread = useCallback((inChannel: string, ts: string): void => {
    setThread({ channel: inChannel, ts });
    setPane('thread');
  }, []);
  const slack = useMemo<Slack | undefined>(() => (state ? { state, act, openThread } : undefined), [state, act, openThread]);
  if (!state || !slack || !channel) return <div className="loading">{connected ? 'Loading…' : 'Looking for the local Slack…'}</div>;

  const threadShown = thread?.channel === channel.id && channel.messages.some((message) => message.ts === thread.ts) ? thread : undefined;
  const top = state.views.at(-1);
  return (
    <SlackContext value={slack}>
      <div className={`page pane-${threadShown || pane !== 'thread' ? pane : 'channel'}${threadShown ? ' with-thread' : ''}`}>
        <Sidebar
          state={state}
          current={channel.id}
          connected={connected}
          choosePerson={(id) => {
            setAs(id);
            setThread(undefined);
          }}
          chooseChannel={(id) => {
            setChannelId(id);
            setThread(undefined);
            setPane('channel');
          }}
        />
        <ChannelPane key={`${as} ${channel.id}`} channel={channel} back={() => setPane('list')} />
        {threadShown ? (
          <aside className="thread" aria-label="Thread" data-testid="thread">
            <header>
              <h1>Thread</h1>
              <span className="muted">{channel.kind === 'im' ? channel.name : `#${channel.name}`}</span>
              <button
                type="button"
                className="plain"
                aria-label="Close thread"
                onClick={() => {
                  setThread(undefined);
                  setPane('channel');
                }}
              >
                ×
              </button>
            </header>
            <Thread channel={channel} ts={threadShown.ts} />
            <Composer key={threadShown.ts} channel={channel.id} name={channel.name} thread={threadShown.ts} />
          </aside>
        ) : null}
      </div>
      {top ? <Modal key={top.id} view={top} depth={state.views.length} /> : <Toasts />}
      {slip ? (
        <button type="button" className="toast slip" onClick={() => setSlip(undefined)}>
          {slip}
        </button>
      ) : null}
    </SlackContext>
  );
}
