import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Stage, setStage } from '../support/stage.ts';
import { eventScopes, scopesOf, usesOfSource } from './web-api-calls.ts';

// Lengths: https://docs.slack.dev/reference/app-manifest
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal([1, 2]), minor_version: z.number() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      )
      .default([]),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().startsWith('/').max(32),
        description: z.string().max(2_000),
        usage_hint: z.string().max(1_000),
        should_escape: z.boolean(),
      }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).min(1) }).optional(),
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** For a machine that has other things to do. */
const patient = { within: 20_000 };
const manifest = manifestSchema.parse(parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8')));
const granted = manifest.oauth_config.scopes.bot;
const events = manifest.settings.event_subscriptions?.bot_events ?? [];
const uses = await usesOfSource();
let stage: Stage | undefined;
afterEach(async () => {
  await stage?.strike();
  stage = undefined;
});

test('the manifest grants each scope that a call of the source needs, and no other', () => {
  const unknown = uses.methods.filter((method) => !(method in scopesOf));
  expect(unknown, 'methods whose scopes web-api-calls.ts does not know').toEqual([]);
  const needed = new Set([
    ...uses.methods.flatMap((method) => scopesOf[method] ?? []),
    ...uses.events.flatMap((event) => eventScopes[event] ?? []),
    ...(uses.commands.length > 0 || uses.shortcuts.length > 0 ? ['commands'] : []),
  ]);
  expect([...granted].sort()).toEqual([...needed].sort());
});

test('the manifest has the command, the events and the shortcuts that the source listens to, and no other', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command).sort()).toEqual(uses.commands);
  expect([...events].sort()).toEqual([...uses.events].sort());
  expect(manifest.features.shortcuts.map((each) => each.callback_id).sort()).toEqual(uses.shortcuts);
  expect(manifest.features.app_home.home_tab_enabled).toBe(uses.methods.includes('views.publish'));
});

test('clicks and forms reach the bot by its socket, and its tokens stay as they are', () => {
  expect(manifest.settings).toMatchObject({
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  });
  // A command is typed in the bot's direct messages too, which a read-only tab forbids.
  expect(manifest.features.app_home).toMatchObject({ messages_tab_enabled: true, messages_tab_read_only_enabled: false });
});

test('with exactly the scopes of the manifest a story runs through, in a channel and in a private one', async () => {
  stage = await setStage({ roles: [] });
  const { slack, ana, bo } = stage;
  await slack.setApp({ scopes: granted, events, commands: uses.commands });
  await slack.setGroup('sre', ['U0ANA', 'U0SAM']);
  await stage.startBot();

  await ana.types('/ssm run tag:App=myapp tag:Env=prod --reason scopes -- uptime', 'incident-42');
  const card = await ana.sees('incident-42', /50 instances match/, patient);
  await ana.clicks(card, 'Ask for approval');
  const root = await ana.sees('incident-42', /Waits for 1 of sre-leads/, patient);
  const approval = await bo.seesInThread('incident-42', root.ts, /asks/, patient);
  await bo.clicks(approval, 'Read the plan');
  await bo.submits(await bo.seesModal(/Wave 2: 8 instances/, patient));
  await ana.sees('incident-42', /48 of 48 succeeded in/, patient);

  await stage.sam.types('/ssm run tag:App=myapp tag:Env=prod --env prod --reason scopes -- uptime', 'security');
  await stage.sam.clicks(await stage.sam.sees('security', /50 instances match/, patient), 'Ask for approval');
  await stage.sam.sees('security', /Waits for 1 of sre-leads/, patient);

  const calls = await slack.calls();
  expect(JSON.stringify(calls)).not.toContain('missing_scope');
  const made = new Set(calls.map(({ method }) => method).filter((method) => method !== 'apps.connections.open'));
  expect(
    [...made].filter((method) => !uses.methods.includes(method)),
    'calls that the reading of the source missed',
  ).toEqual([]);
});

test('without the scope of a call, Slack says missing_scope', async () => {
  stage = await setStage({ roles: [] });
  await stage.slack.setApp({ scopes: granted.filter((scope) => scope !== 'users:read') });
  await stage.startBot();
  await stage.ana.types('/ssm run tag:App=myapp --env prod --reason scopes -- uptime', 'incident-42');
  await stage.ana.sees('incident-42', /missing_scope/, patient);
});
