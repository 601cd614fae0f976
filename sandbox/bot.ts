import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface BotProcess {
  readonly process: ChildProcess;
  /** Resolves when the bot said that it is ready; throws with its last words when it ended before. */
  ready(): Promise<void>;
  /** Ends it and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the bot as its users do, as a process of its own, with nothing but environment variables.
 * @param onLine gets each line of its log
 */
export function startBot(
  env: Record<string, string>,
  args: readonly string[] = [],
  onLine: (line: string) => void = () => undefined,
): BotProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'serve', ...args], {
    cwd: root,
    env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const last: string[] = [];
  let isReady: () => void = () => undefined;
  const readiness = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    child.once('exit', (code) => reject(new Error(`The bot ended (${code ?? 'by a signal'}):\n${last.join('\n')}`)));
  });
  // Whoever does not wait for it is not to be ended by its failure.
  readiness.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > 30) last.shift();
      if (line.includes('"msg":"ready"')) isReady();
      onLine(line);
    });
  }
  return {
    process: child,
    ready: () => readiness,
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
