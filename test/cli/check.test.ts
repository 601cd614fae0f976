import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../sandbox/redis.ts';
import { scopes } from '../../src/cli/check/scopes.ts';
import { run } from '../../src/cli/check.ts';
import { findingOf, setInstallation, wrong } from './check-installation.ts';

let here: Awaited<ReturnType<typeof setInstallation>>;
/** What is not as it should be with nothing broken: only what the Redis of this machine lacks. */
let usual: readonly string[];
beforeAll(async () => {
  here = await setInstallation();
  usual = wrong(await here.check()).filter((each) => each === 'warning redis WAITAOF');
});
afterAll(() => here.strike());

test('the example company is fine, but for WAITAOF where Redis is older than 7.2; what Slack tells nobody is said', async () => {
  const checked = await here.check();
  expect(checked.code).toBe(0);
  expect(wrong(checked)).toEqual(usual);
  expect(wrong(checked, 'unknown')).toEqual(['unknown slack command and clicks']);
  const version = findingOf(checked, 'redis', 'version')?.says ?? '';
  expect(usual).toHaveLength(/It is (7\.[01]|6)\./.test(version) ? 1 : 0);
  expect(findingOf(checked, 'aws', 'prod: observe')?.says).toMatch(/source identity, tags, external id and a session policy/);
  expect(findingOf(checked, 'groups', '@sre-leads')?.says).toBe('2 members, 2 who may act.');
});

test('for people it is a line for each finding, by area, the fix below it, the count at the end, and no secret', async () => {
  await here.slack.setApp({ scopes: Object.keys(scopes).filter((scope) => scope !== 'usergroups:read') });
  const lines: string[] = [];
  const code = await run([], { env: here.env, out: (text) => lines.push(text) });
  await here.slack.setApp({ scopes: Object.keys(scopes) });
  const text = lines.join('\n');
  expect(code).toBe(1);
  expect(text).toMatch(/^Slack\n {2}ok {7}bot token: It is @ssm's, in Acme \(T0ACME\)\.$/m);
  expect(text).toMatch(/^ {2}problem {2}scope usergroups:read: It is missing: nobody is in any group.*\n {11}fix: Add usergroups:read in/m);
  expect(text).toMatch(/^ {2}could not be looked at {2}command and clicks:/m);
  expect(text.split('\n').at(-1)).toMatch(/^\d+ ok, \d warnings?, 1 problem, 2 could not be looked at$/);
  const { SSM_CHATOPS_KEY, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, AWS_SECRET_ACCESS_KEY } = here.env;
  for (const secret of [SSM_CHATOPS_KEY, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, AWS_SECRET_ACCESS_KEY]) {
    expect(secret).toMatch(/./);
    expect(text).not.toContain(secret);
  }
});

test('the scopes that are looked for are those of the manifest', async () => {
  const manifest = parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'));
  expect(Object.keys(scopes).sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
});

test('a scope that is missing is a problem with what stops working; one too many is a warning', async () => {
  await here.slack.setApp({ scopes: [...Object.keys(scopes).filter((scope) => scope !== 'im:write'), 'chat:write.public'] });
  const checked = await here.check();
  await here.slack.setApp({ scopes: Object.keys(scopes) });
  expect(checked.code).toBe(1);
  expect(wrong(checked).filter((each) => !usual.includes(each))).toEqual([
    'problem slack scope im:write',
    'warning slack scopes beyond need',
  ]);
  expect(findingOf(checked, 'slack', 'scopes beyond need')?.says).toContain('chat:write.public');
});

test('a token that Slack refuses is one problem, and what needs it could not be looked at', async () => {
  const checked = await here.check({ SLACK_BOT_TOKEN: 'xoxb-of-another-app' });
  expect(checked.code).toBe(1);
  expect(wrong(checked, 'problem')).toEqual(['problem slack bot token']);
  expect(wrong(checked, 'unknown')).toEqual(expect.arrayContaining(['unknown channels channels', 'unknown groups groups']));
  expect(checked.text).not.toContain('xoxb-of-another-app');
  expect(wrong(await here.check({ SLACK_APP_TOKEN: 'xapp-of-another-app' }), 'problem')).toEqual(['problem slack app token']);
});

test('a Slack that is away is one problem; everything else is still looked at', async () => {
  const checked = await here.check({ SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/` });
  expect(wrong(checked, 'problem')).toEqual(['problem slack bot token']);
  expect(findingOf(checked, 'slack', 'bot token')).toMatchObject({
    says: expect.stringContaining('ECONNREFUSED'),
    fix: expect.stringContaining('HTTPS'),
  });
  expect(wrong(checked, 'unknown').map((each) => each.split(' ')[1])).toEqual(['slack', 'slack', 'channels', 'groups']);
  expect(findingOf(checked, 'aws', 'prod: operate')?.state).toBe('ok');
});

test('a channel that the bot is not in, one that is archived and one that is not there are told apart', async () => {
  await here.pull('channel', { name: 'ops', bot: false });
  await here.pull('channel', { name: 'web-team', archived: true });
  await here.with(
    'ssm-chatops.yml',
    (text) =>
      text.replace(
        '  incident-42:',
        '  incidents: { environment: prod }\n  C0NOWHERE: { environment: prod }\n  G0SEC: { environment: prod }\n  security: { environment: prod }\n  incident-42:',
      ),
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem').sort()).toEqual([
        'problem channels #ops',
        'problem channels #security',
        'problem channels #web-team',
        'problem channels C0NOWHERE',
        'problem channels incidents',
      ]);
      expect(findingOf(checked, 'channels', '#ops')?.fix).toBe('Type /invite @ssm in it.');
      expect(findingOf(checked, 'channels', '#web-team')?.fix).toMatch(/Unarchive/);
      expect(findingOf(checked, 'channels', 'incidents')?.fix).toMatch(/Correct the name.*write its id/);
      expect(findingOf(checked, 'channels', '#security')?.fix).toMatch(/^Write G0SEC instead of security in /);
      expect(findingOf(checked, 'channels', '#security (G0SEC)')?.state).toBe('ok');
    },
  );
  await here.pull('channel', { name: 'ops', bot: true });
  await here.pull('channel', { name: 'web-team', archived: false });
});

test('a group that nobody made is named with the policy that names it and the one that was meant', async () => {
  const more =
    '\n@id("more")\n@approval("1 of sre-laeds")\nforbid (principal, action in Action::"command", resource == Environment::"dev");\n';
  await here.with(
    'policies/prod.cedar',
    (text) => text + more,
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem')).toEqual(['problem groups @sre-laeds']);
      expect(findingOf(checked, 'groups', '@sre-laeds')?.fix).toMatch(/or correct prod\.cedar:\d+: did you mean "sre-leads"\./);
    },
  );
});

test('a group that is disabled, one whose members may not act, and an approval that asks for more than there are', async () => {
  await here.pull('group', { handle: 'web-team', disabled: true });
  await here.pull('group', { handle: 'security', users: ['U0GUS', 'U0DINA'] });
  const empty = await here.check();
  await here.pull('group', { handle: 'web-team', disabled: false });
  await here.pull('group', { handle: 'security', users: ['U0SAM'] });
  expect(wrong(empty, 'problem').sort()).toEqual(['problem groups @security', 'problem groups @web-team']);
  expect(findingOf(empty, 'groups', '@web-team')?.fix).toMatch(/Enable it/);
  expect(findingOf(empty, 'groups', '@security')?.says).toMatch(
    /^2 members, 0 who may act\. U0GUS: Guests.* U0DINA: .*deactivated.*Nobody can agree/,
  );

  await here.with(
    'policies/prod.cedar',
    (text) => text.replace('@approval("1 of security")', '@approval("2 of security")'),
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem')).toEqual(['problem groups prod-large-approval']);
      expect(findingOf(checked, 'groups', 'prod-large-approval')?.says).toMatch(/^2 of security must agree \(prod\.cedar:\d+\)/);
    },
  );
});

test('sockets that others hold are counted, and those of the bots that run are no matter; the bot still hears', async () => {
  const bot = await here.startBot('bot');
  const strangers = await here.check();
  expect(wrong(strangers).filter((each) => !usual.includes(each))).toEqual(['warning slack sockets']);
  expect(findingOf(strangers, 'slack', 'sockets')).toMatchObject({
    says: expect.stringMatching(/^2 other sockets are open/),
    fix: expect.stringContaining('--bots 1'),
  });
  expect(findingOf(await here.check({}, '--bots', '1'), 'slack', 'sockets')?.state).toBe('ok');
  expect(findingOf(await here.check({}, '--bots', '0'), 'slack', 'sockets')?.state).toBe('problem');
  expect(findingOf(await here.check({}, '--bots', '2'), 'slack', 'sockets')?.state).toBe('warning');
  await here.asks('/ssm run tag:App=myapp --env dev -- uptime');
  expect(await here.ana.alerts()).toEqual([]);
  await bot.stop();

  // That line is a record now, sealed with the bot's key.
  expect(findingOf(await here.check(), 'key', 'SSM_CHATOPS_KEY')?.says).toMatch(/opens the newest 1/);
  const other = await here.check({ SSM_CHATOPS_KEY: 'another key, which also has thirty-two characters' });
  expect(other.code).toBe(1);
  expect(wrong(other, 'problem')).toEqual(['problem key SSM_CHATOPS_KEY']);
  expect(findingOf(other, 'key', 'SSM_CHATOPS_KEY')?.fix).toMatch(/the key with which the bot ran before/);
});

test('in HTTP mode the signing secret stands for the socket', async () => {
  const checked = await here.check({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'a signing secret' });
  expect(wrong(checked)).toEqual(usual);
  expect(findingOf(checked, 'slack', 'signing secret')?.state).toBe('ok');
  expect(findingOf(checked, 'slack', 'sockets')).toBeUndefined();
  expect(findingOf(checked, 'slack', 'command and clicks')?.fix).toContain('/slack/events');
});

// The last: Slack's clock goes forward only.
test("a clock that is apart from Slack's is a warning after 5 seconds and a problem after a minute", async () => {
  await here.slack.step(20_000);
  expect(findingOf(await here.check(), 'slack', 'clock')).toMatchObject({
    state: 'warning',
    says: expect.stringMatching(/^This machine's clock is (19|20) s behind Slack's/),
  });
  await here.slack.step(100_000);
  const checked = await here.check();
  expect(wrong(checked, 'problem')).toEqual(['problem slack clock']);
  expect(findingOf(checked, 'slack', 'clock')?.fix).toContain('NTP');
});
