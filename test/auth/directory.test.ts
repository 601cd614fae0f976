import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDirectory, type DirectoryOptions } from '../../src/auth/directory.ts';
import { DeniedError, UnavailableError } from '../../src/errors.ts';

// A Slack that knows two methods, over HTTP, and lets a test hold its answers back.
let server: Server;
let url: string;
let calls: { method: string; arguments: URLSearchParams }[];
let users: Record<string, object>;
let usergroups: object[];
let failure: Record<string, { status?: number; headers?: Record<string, string>; body?: object }>;
let hold: ((method: string) => Promise<void>) | undefined;
let now: number;

const member = (id: string, more: object = {}) => ({
  id,
  team_id: 'T1',
  name: id.toLowerCase(),
  real_name: `Real ${id}`,
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  profile: { display_name: '' },
  ...more,
});
const group = (handle: string, people: string[], more: object = {}) => ({
  id: `S-${handle}`,
  handle,
  date_delete: 0,
  is_external: false,
  users: people,
  ...more,
});

beforeEach(async () => {
  calls = [];
  failure = {};
  hold = undefined;
  now = 1_000_000;
  users = { U1: member('U1', { profile: { display_name: 'Ana' } }), U2: member('U2') };
  usergroups = [group('sre', ['U1', 'U2']), group('web-team', ['U2'])];
  server = createServer(async (request, response) => {
    const method = (request.url ?? '').slice('/api/'.length);
    let body = '';
    for await (const chunk of request) body += chunk;
    const sent = new URLSearchParams(body);
    calls.push({ method, arguments: sent });
    // What Slack knows when it is asked is what it answers, however late.
    const user = users[sent.get('user') ?? ''];
    const answer =
      method === 'users.info' ? (user ? { ok: true, user } : { ok: false, error: 'user_not_found' }) : { ok: true, usergroups };
    const broken = failure[method];
    const text = JSON.stringify(broken?.body ?? answer);
    await hold?.(method);
    response.writeHead(broken?.status ?? 200, { 'content-type': 'application/json', ...broken?.headers }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

const directory = (more: Partial<DirectoryOptions> = {}) =>
  createDirectory({
    slack: new WebClient('xoxb-test', {
      slackApiUrl: url,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logLevel: LogLevel.ERROR,
    }),
    team: 'T1',
    groups: {},
    clock: { now: () => now },
    ...more,
  });
const asked = (method: string) => calls.filter((call) => call.method === method).length;

/** Holds answers back until they are let go. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  hold = () => opened;
  return open;
}

describe('who somebody is', () => {
  test('is their name and all groups of Slack and the file', async () => {
    const people = directory({ groups: { leads: ['U1'], others: ['U2'] } });
    expect(await people.person('U1', 'T1')).toEqual({ id: 'U1', team: 'T1', name: 'Ana', groups: ['leads', 'sre'] });
    expect(await people.person('U2', 'T1')).toMatchObject({ name: 'Real U2', groups: ['others', 'sre', 'web-team'] });
    expect(calls.find(({ method }) => method === 'usergroups.list')?.arguments.get('include_users')).toBe('true');
  });

  test.each([
    ['a bot', { is_bot: true }, 'Bots'],
    ['a workflow', { is_workflow_bot: true }, 'Bots'],
    ['somebody deactivated', { deleted: true }, 'deactivated'],
    ['a guest of several channels', { is_restricted: true }, 'Guests'],
    ['a guest of one channel', { is_restricted: true, is_ultra_restricted: true }, 'Guests'],
    ['a stranger in a shared channel', { is_stranger: true }, 'not a member'],
    ['a member of another workspace', { team_id: 'T2' }, 'not a member'],
    ['somebody without a workspace', { team_id: undefined }, 'not a member'],
    [
      'somebody who lists our workspace but belongs to another organisation',
      { team_id: 'T2', enterprise_user: { enterprise_id: 'E2', teams: ['T1'] } },
      'not a member',
    ],
  ])('%s is refused', async (_, marks, said) => {
    users.U1 = member('U1', marks);
    const refused = directory().person('U1', 'T1');
    await expect(refused).rejects.toBeInstanceOf(DeniedError);
    await expect(refused).rejects.toThrow(said);
  });

  test('Slackbot, which is not marked as a bot, is refused', async () => {
    users.USLACKBOT = member('USLACKBOT');
    await expect(directory().person('USLACKBOT', 'T1')).rejects.toThrow('Bots');
  });

  test('a missing or another workspace in the ask is no pass', async () => {
    await expect(directory().person('U1', '')).rejects.toBeInstanceOf(DeniedError);
    await expect(directory().person('', 'T1')).rejects.toBeInstanceOf(DeniedError);
    await expect(directory().person('U1', undefined as never)).rejects.toBeInstanceOf(DeniedError);
    await expect(directory().person('U1', 'T2')).rejects.toThrow('not a member');
  });

  test('who is not known to Slack is refused', async () => {
    await expect(directory().person('U9', 'T1')).rejects.toBeInstanceOf(DeniedError);
  });

  test('in an organisation, a member of the workspace may ask from another one of theirs', async () => {
    users.U1 = member('U1', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T1', 'T2'] } });
    users.U2 = member('U2', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2'] } });
    const people = directory({ enterprise: 'E1' });
    expect(await people.person('U1', 'T2')).toMatchObject({ team: 'T1', groups: ['sre'] });
    expect(await people.person('U1', 'E1')).toMatchObject({ team: 'T1' });
    await expect(people.person('U1', 'T3')).rejects.toThrow('not a member');
    await expect(people.person('U2', 'T2')).rejects.toThrow('not a member');
    expect(calls.find(({ method }) => method === 'usergroups.list')?.arguments.get('team_id')).toBe('T1');
  });
});

describe('groups', () => {
  test('of the file come before a Slack group with the same handle', async () => {
    const people = directory({ groups: { sre: ['U2'] } });
    expect(await people.members('sre')).toEqual(['U2']);
    expect(await people.handleId('sre')).toBeUndefined();
    expect(await people.person('U1', 'T1')).toMatchObject({ groups: [] });
  });

  test('of Slack have members and an id for a mention', async () => {
    expect(await directory().members('sre')).toEqual(['U1', 'U2']);
    expect(await directory().handleId('sre')).toBe('S-sre');
  });

  test('that do not exist have nobody in them, whatever they are called', async () => {
    for (const name of ['nobody-has-this', 'constructor', '']) {
      expect(await directory().members(name)).toEqual([]);
      expect(await directory().handleId(name)).toBeUndefined();
    }
  });

  test('that were switched off, or came with a shared channel, do not count', async () => {
    usergroups = [group('sre', ['U1'], { date_delete: 5 }), group('dba', ['U1'], { is_external: true })];
    expect(await directory().person('U1', 'T1')).toMatchObject({ groups: [] });
    expect(await directory().members('dba')).toEqual([]);
  });

  test('two with one handle deny: nobody is their member', async () => {
    usergroups.push(group('sre', ['U1'], { id: 'S-other' }));
    await expect(directory().members('sre')).rejects.toThrow('Two user groups in Slack have the handle @sre');
    await expect(directory().handleId('sre')).rejects.toBeInstanceOf(DeniedError);
    await expect(directory().person('U1', 'T1')).rejects.toBeInstanceOf(DeniedError);
    users.U3 = member('U3');
    expect(await directory().person('U3', 'T1')).toMatchObject({ groups: [] });
  });

  test('of a workspace whose plan has none are those of the file', async () => {
    failure['usergroups.list'] = { body: { ok: false, error: 'plan_upgrade_required' } };
    expect(await directory({ groups: { sre: ['U1'] } }).person('U1', 'T1')).toMatchObject({ groups: ['sre'] });
  });
});

describe('a look-up that fails grants nothing', () => {
  test.each([
    ['Slack breaks', { status: 500, body: {} }],
    ['Slack has had enough', { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } }],
    ['the token is revoked', { body: { ok: false, error: 'token_revoked' } }],
    ['a scope is missing', { body: { ok: false, error: 'missing_scope' } }],
  ])('when %s', async (_, broken) => {
    for (const method of ['users.info', 'usergroups.list']) {
      failure = { [method]: broken };
      await expect(directory({ groups: { sre: ['U1'] } }).person('U1', 'T1')).rejects.toBeInstanceOf(UnavailableError);
    }
    await expect(directory().members('sre')).rejects.toBeInstanceOf(UnavailableError);
  });

  test.each([
    ['without members', { ok: true, usergroups: [{ id: 'S1', handle: 'sre', user_count: 2 }] }],
    ['that goes on', { ok: true, usergroups: [], response_metadata: { next_cursor: 'x' } }],
    ['that is none', { ok: true }],
  ])('when Slack gives a list %s', async (_, body) => {
    failure['usergroups.list'] = { body };
    await expect(directory().person('U1', 'T1')).rejects.toThrow('did not list all user groups');
  });

  test('when Slack answers for another person', async () => {
    users.U1 = member('U2');
    await expect(directory().person('U1', 'T1')).rejects.toBeInstanceOf(UnavailableError);
  });

  test('when Slack does not answer within 5 seconds, and the next ask asks anew', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    gate();
    const people = directory();
    const late = people.members('sre').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await late).toBeInstanceOf(UnavailableError);
    vi.useRealTimers();
    hold = undefined;
    expect(await people.members('sre')).toEqual(['U1', 'U2']);
  });

  test('and is not kept: the next ask asks again', async () => {
    const people = directory();
    failure['usergroups.list'] = { status: 500, body: {} };
    await expect(people.members('sre')).rejects.toBeInstanceOf(UnavailableError);
    failure = {};
    expect(await people.members('sre')).toEqual(['U1', 'U2']);
  });
});

describe('how often Slack is asked', () => {
  test('an answer is kept for a minute and no longer', async () => {
    const people = directory();
    await people.person('U1', 'T1');
    now += 59_999;
    await people.person('U1', 'T1');
    expect([asked('users.info'), asked('usergroups.list')]).toEqual([1, 1]);
    now += 1;
    await people.person('U1', 'T1');
    expect([asked('users.info'), asked('usergroups.list')]).toEqual([2, 2]);
  });

  test('the minute begins when Slack was asked, and a clock that goes back ends it', async () => {
    const people = directory();
    const open = gate();
    const first = people.members('sre');
    await vi.waitFor(() => expect(asked('usergroups.list')).toBe(1));
    now += 60_000;
    open();
    await first;
    await people.members('sre');
    expect(asked('usergroups.list')).toBe(2);
    now -= 1;
    await people.members('sre');
    expect(asked('usergroups.list')).toBe(3);
  });

  test('asks at the same time are one call', async () => {
    const people = directory();
    await Promise.all(Array.from({ length: 20 }, () => people.person('U1', 'T1')));
    expect([asked('users.info'), asked('usergroups.list')]).toEqual([1, 1]);
  });

  test('a fresh ask sees what has changed within the minute', async () => {
    const people = directory();
    await people.person('U1', 'T1');
    usergroups = [];
    users.U2 = member('U2', { deleted: true });
    expect(await people.person('U1', 'T1')).toMatchObject({ groups: ['sre'] });
    expect(await people.person('U1', 'T1', { fresh: true })).toMatchObject({ groups: [] });
    expect(await people.members('sre', { fresh: true })).toEqual([]);
    await expect(people.person('U2', 'T1', { fresh: true })).rejects.toThrow('deactivated');
  });

  test('fresh asks never take a look-up that began before them, and share the one after it', async () => {
    const people = directory();
    const open = gate();
    const older = people.members('sre');
    await vi.waitFor(() => expect(asked('usergroups.list')).toBe(1));
    usergroups = [group('sre', ['U2'])];
    const fresh = Array.from({ length: 10 }, () => people.members('sre', { fresh: true }));
    open();
    expect(await older).toEqual(['U1', 'U2']);
    for (const members of await Promise.all(fresh)) expect(members).toEqual(['U2']);
    expect(asked('usergroups.list')).toBe(2);
    expect(await people.members('sre')).toEqual(['U2']);
  });

  test('a fresh ask goes on where the one before it failed', async () => {
    const people = directory();
    const open = gate();
    failure['usergroups.list'] = { status: 500, body: {} };
    const older = people.members('sre').catch((error: unknown) => error);
    await vi.waitFor(() => expect(asked('usergroups.list')).toBe(1));
    const fresh = people.members('sre', { fresh: true });
    failure = {};
    open();
    expect(await older).toBeInstanceOf(UnavailableError);
    expect(await fresh).toEqual(['U1', 'U2']);
  });
});
