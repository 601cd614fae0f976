import type { ReactNode } from 'react';
import type { PersonState, SeenChannel } from '../people/state-types.ts';
import { Avatar } from './avatar.tsx';
import { ChannelSign } from './channel-sign.tsx';
import { usePopup } from './popup.ts';
import { ThemeSwitch } from './theme.tsx';

interface SidebarProps {
  readonly state: PersonState;
  readonly current: string;
  readonly connected: boolean;
  choosePerson(id: string): void;
  chooseChannel(id: string): void;
}

function PersonSwitch({ state, choosePerson }: Pick<SidebarProps, 'state' | 'choosePerson'>): ReactNode {
  const { open, setOpen, box } = usePopup();
  const me = state.people.find((person) => person.id === state.me);
  return (
    <div className="switch" ref={box}>
      <button
        type="button"
        className="person"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`You are ${me?.realName}. Change who you are`}
        data-testid="person-switch"
        onClick={() => setOpen(!open)}
      >
        <Avatar id={state.me} name={me?.realName ?? ''} />
        <span className="person-words">
          <strong>{me?.realName}</strong>
          <span>{me?.role}</span>
        </span>
        <span aria-hidden="true">▾</span>
      </button>
      {open ? (
        <div className="menu people" role="menu" aria-label="People">
          {state.people.map((person) => (
            <button
              key={person.id}
              type="button"
              role="menuitemradio"
              aria-checked={person.id === state.me}
              disabled={person.deleted}
              data-testid={`person-${person.id}`}
              className="person"
              onClick={() => {
                setOpen(false);
                choosePerson(person.id);
              }}
            >
              <Avatar id={person.id} name={person.realName} />
              <span className="person-words">
                <strong>{person.realName}</strong>
                <span>{person.role}</span>
              </span>
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function ChannelLink({ channel, current, choose }: { channel: SeenChannel; current: boolean; choose(): void }): ReactNode {
  return (
    <li>
      <button
        type="button"
        className={`channel-link${channel.unread > 0 ? ' unread' : ''}`}
        aria-current={current ? 'page' : undefined}
        data-testid={`channel-${channel.name}`}
        onClick={choose}
      >
        {channel.kind === 'im' ? (
          <Avatar id={channel.id} name={channel.name} app small />
        ) : (
          <span className="sign">
            <ChannelSign hidden={channel.kind === 'private'} />
          </span>
        )}
        <span className="channel-name">{channel.name}</span>
        {channel.unread > 0 ? (
          <span className="badge">
            {channel.unread}
            <span className="sr"> unread</span>
          </span>
        ) : null}
      </button>
    </li>
  );
}

/** The left column: who one is, and where one can go. */
export function Sidebar({ state, current, connected, choosePerson, chooseChannel }: SidebarProps): ReactNode {
  const list = (kinds: SeenChannel['kind'][]): ReactNode =>
    state.channels
      .filter((channel) => kinds.includes(channel.kind))
      .map((channel) => (
        <ChannelLink key={channel.id} channel={channel} current={channel.id === current} choose={() => chooseChannel(channel.id)} />
      ));
  return (
    <nav className="sidebar" aria-label="Workspace">
      <div className="workspace">
        <strong>{state.team}</strong>
        <span className="local">local sandbox</span>
        <ThemeSwitch />
      </div>
      <PersonSwitch state={state} choosePerson={choosePerson} />
      <h2>Channels</h2>
      <ul>{list(['public', 'private'])}</ul>
      <h2>Direct messages</h2>
      <ul>{list(['im'])}</ul>
      {connected ? null : <p className="offline">The local Slack is not reachable. Trying again.</p>}
    </nav>
  );
}
