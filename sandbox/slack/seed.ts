/** The tokens that this stand-in accepts. They are worth nothing anywhere else. */
export const botToken = 'xoxb-sandbox';
export const appToken = 'xapp-sandbox';
export const signingSecret = 'sandbox-signing-secret';

export interface SeedPerson {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly role: string;
  readonly tz: string;
  readonly groups: readonly string[];
  readonly guest?: boolean;
  readonly outsider?: boolean;
  readonly deleted?: boolean;
}

export interface SeedChannel {
  readonly id: string;
  readonly name: string;
  readonly private?: boolean;
  readonly members: readonly string[];
}

export interface SeedShortcut {
  readonly name: string;
  readonly callback_id: string;
  readonly type: 'message' | 'global';
}

/** What the app was granted and has registered; Slack reads the same from the app's manifest. */
export interface SeedApp {
  readonly id: string;
  readonly botId: string;
  readonly botUser: string;
  readonly name: string;
  readonly commands: readonly string[];
  readonly shortcuts: readonly SeedShortcut[];
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly homeTab: boolean;
  /** The steps that it gives to Workflow Builder, each with the names of the outputs that it must have. */
  readonly functions: readonly { readonly callback_id: string; readonly outputs: readonly string[] }[];
}

export interface Seed {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly otherTeam: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: SeedApp;
  readonly people: readonly SeedPerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string; readonly name: string }[];
  readonly channels: readonly SeedChannel[];
}

const staff = ['U0ANA', 'U0BO', 'U0CLEO', 'U0SAM'];

/** Acme: who works there, and where they talk. */
export const acme: Seed = {
  team: { id: 'T0ACME', name: 'Acme', domain: 'acme' },
  otherTeam: { id: 'T0OTHER', name: 'Other Co', domain: 'other' },
  app: {
    id: 'A0SSM',
    botId: 'B0SSM',
    botUser: 'U0BOT',
    name: 'ssm',
    commands: ['/ssm'],
    shortcuts: [{ name: 'Ask ssm about this', callback_id: 'ask', type: 'message' }],
    scopes: [
      'app_mentions:read',
      'channels:history',
      'channels:join',
      'channels:read',
      'chat:write',
      'commands',
      'files:write',
      'groups:history',
      'groups:read',
      'im:history',
      'im:read',
      'im:write',
      'reactions:write',
      'team:read',
      'usergroups:read',
      'users:read',
    ],
    events: ['app_mention', 'app_home_opened', 'message.im'],
    homeTab: true,
    functions: [],
  },
  people: [
    { id: 'U0ANA', name: 'ana', realName: 'Ana Silva', role: 'on-call engineer', tz: 'Europe/Lisbon', groups: ['sre', 'on-call'] },
    { id: 'U0BO', name: 'bo', realName: 'Bo Lindqvist', role: 'approver: sre-leads', tz: 'Europe/Stockholm', groups: ['sre-leads', 'sre'] },
    { id: 'U0CLEO', name: 'cleo', realName: 'Cleo Martin', role: 'approver: sre-leads', tz: 'Europe/Paris', groups: ['sre-leads'] },
    { id: 'U0SAM', name: 'sam', realName: 'Sam Okafor', role: 'approver: security', tz: 'Africa/Lagos', groups: ['security'] },
    { id: 'U0WES', name: 'wes', realName: 'Wes Tran', role: 'web team', tz: 'America/New_York', groups: ['web-team'] },
    { id: 'U0GUS', name: 'gus', realName: 'Gus Weber', role: 'guest', tz: 'Europe/Berlin', groups: [], guest: true },
    { id: 'U0OTTO', name: 'otto', realName: 'Otto Rossi', role: 'another workspace', tz: 'Asia/Tokyo', groups: [], outsider: true },
    { id: 'U0DINA', name: 'dina', realName: 'Dina Patel', role: 'deactivated', tz: 'Asia/Kolkata', groups: [], deleted: true },
  ],
  groups: [
    { id: 'S0SRE', handle: 'sre', name: 'SRE' },
    { id: 'S0LEADS', handle: 'sre-leads', name: 'SRE leads' },
    { id: 'S0SEC', handle: 'security', name: 'Security' },
    { id: 'S0ONCALL', handle: 'on-call', name: 'On call' },
    { id: 'S0WEB', handle: 'web-team', name: 'Web team' },
  ],
  channels: [
    { id: 'C0INC42', name: 'incident-42', members: [...staff, 'U0WES', 'U0GUS', 'U0OTTO', 'U0BOT'] },
    { id: 'C0OPS', name: 'ops', members: [...staff, 'U0WES', 'U0BOT'] },
    { id: 'C0WEB', name: 'web-team', members: ['U0WES', 'U0BO', 'U0ANA', 'U0BOT'] },
    { id: 'G0SEC', name: 'security', private: true, members: ['U0SAM', 'U0CLEO', 'U0BOT'] },
    { id: 'C0RAND', name: 'random', members: [...staff, 'U0WES'] },
  ],
};
