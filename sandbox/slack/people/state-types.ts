import type { Option, Piece, Words } from '../blocks/piece.ts';

type Json = Record<string, unknown>;

/** Something on a message or in a view that a person can use. */
export interface Control {
  readonly label: string;
  readonly type: string;
  readonly block_id: string;
  readonly action_id: string;
  readonly confirm?: { readonly title: string; readonly text: string };
  readonly url?: string;
}

/** A message as one person sees it. */
export interface SeenMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  /** All visible words, buttons and inputs excluded. */
  readonly visible: string;
  readonly buttons: string[];
  readonly controls: Control[];
  readonly ephemeral: boolean;
  readonly broadcast: boolean;
  readonly edited: boolean;
  readonly blocks: Piece[];
  readonly values: Record<string, Record<string, Json>>;
  readonly reactions: { readonly name: string; readonly users: readonly string[] }[];
  readonly files: Json[];
}

export interface SeenChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly unread: number;
  readonly members: readonly string[];
  readonly messages: SeenMessage[];
}

/** A modal or the Home tab as a person sees it. */
export interface SeenView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly title: string;
  readonly visible: string;
  readonly submit?: string;
  readonly close?: string;
  readonly blocks: Piece[];
  readonly controls: Control[];
  readonly buttons: string[];
  /** Field errors by block_id. */
  readonly errors: Record<string, string>;
  readonly values: Record<string, Record<string, Json>>;
  readonly busy: boolean;
}

export interface SeenPerson {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly role: string;
  readonly tz: string;
  readonly deleted: boolean;
  readonly guest: boolean;
  readonly outsider: boolean;
}

/** All that one person sees. */
export interface PersonState {
  readonly me: string;
  readonly now: number;
  readonly team: string;
  readonly app: {
    readonly homeTab: boolean;
    readonly name: string;
    readonly user: string;
    readonly commands: readonly string[];
    readonly shortcuts: readonly { name: string; callback_id: string; type: string }[];
  };
  readonly people: SeenPerson[];
  readonly groups: { readonly id: string; readonly handle: string }[];
  readonly channels: SeenChannel[];
  /** Open modals, the topmost last. */
  readonly views: SeenView[];
  readonly home?: SeenView;
  readonly alerts: { readonly id: number; readonly at: number; readonly text: string }[];
}

/** What a person does. `channel` is an id or a name. */
export type Act =
  | { readonly type: 'command'; readonly channel: string; readonly text: string; readonly thread_ts?: string }
  | { readonly type: 'say'; readonly channel: string; readonly text: string; readonly thread_ts?: string }
  | ({ readonly type: 'click'; readonly block_id: string; readonly action_id: string; readonly value?: string } & Place)
  | ({
      readonly type: 'change';
      readonly block_id: string;
      readonly action_id: string;
      readonly value: string | string[] | null;
      readonly enter?: boolean;
    } & Place)
  /** Chooses files in a view; an empty list takes them away. */
  | {
      readonly type: 'upload';
      readonly view_id: string;
      readonly block_id: string;
      readonly action_id: string;
      readonly files: readonly { readonly name: string; readonly base64: string }[];
    }
  | ({ readonly type: 'options'; readonly block_id: string; readonly action_id: string; readonly query: string } & Place)
  | { readonly type: 'submit'; readonly view_id: string }
  | { readonly type: 'close'; readonly view_id: string; readonly all?: boolean }
  | { readonly type: 'home' }
  | { readonly type: 'shortcut'; readonly callback_id: string; readonly channel?: string; readonly ts?: string }
  | { readonly type: 'read'; readonly channel: string }
  | { readonly type: 'reload' }
  | { readonly type: 'dismiss'; readonly alert: number };

/** Where an element is: on a message or in a view. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly view_id: string };

/** What an act led to: options for a type-ahead, or how a submission ended. */
export interface ActResult {
  readonly options?: Option[];
  readonly groups?: { label: Words; options: Option[] }[];
  readonly closed?: boolean;
}
