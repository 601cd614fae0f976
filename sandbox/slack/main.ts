import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withManifest } from './manifest.ts';
import { acme, appToken, botToken, signingSecret } from './seed.ts';
import { startLocalSlack } from './server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4567' }, 'events-url': { type: 'string' }, manifest: { type: 'string' } },
});

try {
  const eventsUrl = values['events-url'];
  const seed = values.manifest ? withManifest(acme, await readFile(values.manifest, 'utf8')) : acme;
  const slack = await startLocalSlack({
    port: Number(values.port),
    seed,
    ...(eventsUrl ? { http: { url: eventsUrl, signingSecret } } : {}),
  });
  const lines = [
    `The local Slack is at   ${slack.url}`,
    '',
    'Start the bot with:',
    `  SLACK_API_URL=${slack.apiUrl}`,
    `  SLACK_BOT_TOKEN=${botToken}`,
    eventsUrl ? `  SLACK_SIGNING_SECRET=${signingSecret}` : `  SLACK_APP_TOKEN=${appToken}`,
    '',
    eventsUrl ? `What people do is sent, signed, to ${eventsUrl}.` : 'What people do is sent by Socket Mode.',
    'Stop with Ctrl-C.',
  ];
  await slack.warm();
  console.log(lines.join('\n'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void slack.close().then(() => process.exit(0)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
