#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { Command } from './cli/command.ts';
import { readConfig, readSettings } from './config.ts';
import { UnavailableError, UserError } from './errors.ts';
import { createLog } from './log.ts';
import { type Role, type Running, start } from './wiring.ts';

const usage = `ssm-chatops serve [--role bot|worker|all]     run the bot; the usual command
ssm-chatops check [--json]                    look at the installation: what is wrong, and its fix
ssm-chatops iam [--env ENV] [--json]          print the roles that the environments need
ssm-chatops policy test|explain               run policies/cases.yml; say which policies decide
ssm-chatops audit verify|export               prove the audit; write it out
ssm-chatops step-up PERSON                    print the secret of an approver's authenticator app
ssm-chatops COMMAND --help tells all of one.`;
const roles: readonly string[] = ['bot', 'worker', 'all'] satisfies Role[];
/** Loaded when asked for: the bot itself needs none of them. */
const commands: Readonly<Record<string, () => Promise<{ readonly run: Command }>>> = {
  check: () => import('./cli/check.ts'),
  iam: () => import('./cli/iam.ts'),
  policy: () => import('./cli/policy.ts'),
  audit: () => import('./cli/audit.ts'),
  'step-up': () => import('./cli/step-up.ts'),
};
/** What is in hand at SIGTERM has this long to end. */
const graceMs = 9_000;

async function serve(role: Role): Promise<void> {
  const settings = readSettings(process.env);
  const config = await readConfig(settings.SSM_CHATOPS_CONFIG);
  const log = createLog(settings.LOG_LEVEL);
  let running: Running | undefined;
  let ending = false;
  const end = (signal: string) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'taking no more, finishing what is in hand');
    setTimeout(() => process.exit(0), graceMs).unref();
    (running?.stop() ?? Promise.resolve()).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the end was not clean');
        process.exit(1);
      },
    );
  };
  // Before the start, which may wait for Slack: as process 1 of a container Node has no other answer to a signal.
  process.on('SIGTERM', end).on('SIGINT', end);
  // Slack's socket client rejects where nobody can catch it; a lost connection is supervised elsewhere.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection that nobody handled'));
  running = await start(config, settings, role, log);
}

async function main([first = 'serve', ...rest]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (command) {
    const { run } = await command();
    process.exitCode = await run(rest, { env: process.env, out: (text) => console.log(text) });
    return;
  }
  const { positionals, values } = parseArgs({
    args: [first, ...rest],
    allowPositionals: true,
    options: { role: { type: 'string', default: 'all' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help || positionals[0] === 'help') console.log(usage);
  else if ((positionals[0] ?? 'serve') !== 'serve' || !roles.includes(values.role)) throw new UserError(`usage:\n${usage}`);
  else await serve(values.role as Role);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // What the operator can mend is a sentence; the rest is a bug with its place.
  const known =
    error instanceof UserError || error instanceof UnavailableError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  console.error(known ? (error as Error).message : error);
  process.exit(1);
}
