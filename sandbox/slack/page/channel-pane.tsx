import { type ReactNode, useState } from 'react';
import type { SeenChannel } from '../people/state-types.ts';
import { Blocks } from './blocks.tsx';
import { ChannelMessages } from './channel.tsx';
import { ChannelSign } from './channel-sign.tsx';
import { Composer } from './composer.tsx';
import { useSlack } from './slack.ts';

type Tab = 'messages' | 'home';

function Home(): ReactNode {
  const { home } = useSlack().state;
  if (!home) return <div className="messages empty">This app has shown nothing here yet.</div>;
  return (
    <div className="messages home" data-testid="home">
      <Blocks blocks={home.blocks} place={{ view_id: home.id }} values={home.values} />
    </div>
  );
}

function Tabs({ tab, choose }: { tab: Tab; choose(tab: Tab): void }): ReactNode {
  return (
    <div className="tabs" role="tablist">
      <button type="button" role="tab" aria-selected={tab === 'messages'} onClick={() => choose('messages')}>
        Messages
      </button>
      <button type="button" role="tab" aria-selected={tab === 'home'} data-testid="home-tab" onClick={() => choose('home')}>
        Home
      </button>
    </div>
  );
}

/** The middle column: a channel or direct messages, with the app's Home tab where it has one. */
export function ChannelPane({ channel, back }: { channel: SeenChannel; back(): void }): ReactNode {
  const { state, act } = useSlack();
  const [tab, setTab] = useState<Tab>('messages');
  const im = channel.kind === 'im';
  const home = im && tab === 'home';
  return (
    <main className="channel">
      <header>
        <button type="button" className="plain back" aria-label="Back to channels" onClick={back}>
          ‹
        </button>
        <h1>
          {im ? null : <ChannelSign hidden={channel.kind === 'private'} />} {channel.name}
        </h1>
        {im ? null : <span className="muted">{`${channel.members.length} members`}</span>}
        {im && state.app.homeTab ? (
          <Tabs
            tab={tab}
            choose={(chosen) => {
              setTab(chosen);
              if (chosen === 'home') void act({ type: 'home' });
            }}
          />
        ) : null}
      </header>
      {home ? <Home /> : <ChannelMessages channel={channel} />}
      {home ? null : <Composer channel={channel.id} name={im ? channel.name : `#${channel.name}`} />}
    </main>
  );
}
