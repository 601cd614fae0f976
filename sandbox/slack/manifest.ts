import { parse } from 'yaml';
import { z } from 'zod';
import type { Seed } from './seed.ts';

const shortcut = z.object({ name: z.string(), callback_id: z.string(), type: z.enum(['message', 'global']) });

/** The parts of an app manifest that change what Slack lets the app do. */
const manifest = z.object({
  features: z
    .object({
      slash_commands: z.array(z.object({ command: z.string() })).default([]),
      shortcuts: z.array(shortcut).default([]),
      app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).default({ home_tab_enabled: false }),
    })
    .prefault({}),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }).prefault({}) }).prefault({}),
  functions: z
    .record(z.string(), z.object({ output_parameters: z.record(z.string(), z.object({ is_required: z.boolean() })).default({}) }))
    .default({}),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}) }).prefault({}),
});

/** The workspace with the app as its manifest says: commands, shortcuts, scopes, events and steps, and nothing more. */
export function withManifest(seed: Seed, ...texts: readonly string[]): Seed {
  const whole = Object.assign({}, ...texts.toReversed().map((text) => parse(text) as object)) as object;
  const { features, functions, oauth_config, settings } = manifest.parse(whole);
  return {
    ...seed,
    app: {
      ...seed.app,
      commands: features.slash_commands.map(({ command }) => command),
      shortcuts: features.shortcuts,
      scopes: oauth_config.scopes.bot,
      events: settings.event_subscriptions.bot_events,
      homeTab: features.app_home.home_tab_enabled,
      functions: Object.entries(functions).map(([callback_id, { output_parameters: outputs }]) => ({
        callback_id,
        outputs: Object.keys(outputs).filter((name) => outputs[name]?.is_required),
      })),
    },
  };
}
