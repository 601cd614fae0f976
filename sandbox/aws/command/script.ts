import { hostName, type Node } from '../node.ts';
import { stableFraction } from '../seed/stable.ts';

/** What one step comes to on one machine. */
export interface ScriptResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Body time that the script takes. */
  readonly seconds: number;
}

/** Where a script runs. */
export interface Surrounding {
  readonly node: Node;
  readonly region: string;
  /** The step's workingDirectory; empty: the agent's own. */
  readonly directory: string;
}

interface Line {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly seconds?: number;
  /** Ends the script. */
  readonly exits?: boolean;
}

const known: readonly (readonly [RegExp, (where: Surrounding, words: string[]) => Line])[] = [
  [/^exit(?: (\d+))?$/, (_where, [code]) => ({ exitCode: Number(code ?? 0), exits: true })],
  [/^sleep (\d+(?:\.\d+)?)$/, (_where, [seconds]) => ({ seconds: Number(seconds) })],
  [/^Start-Sleep (?:-Seconds )?(\d+)$/i, (_where, [seconds]) => ({ seconds: Number(seconds) })],
  [/^false$/, () => ({ exitCode: 1 })],
  [/^(?:true|:|set .*|#.*)?$/, () => ({})],
  [/^(?:echo|Write-Output) (.*) ?(?:>&2|1>&2)$/i, (_where, [text]) => ({ stderr: `${unquote(text ?? '')}\n` })],
  [/^(?:echo|Write-Output) (.*)$/i, (_where, [text]) => ({ stdout: `${unquote(text ?? '')}\n` })],
  [/^hostname(?: -f)?$/, ({ node, region }) => ({ stdout: `${hostName(node, region)}\n` })],
  [/^whoami$/, ({ node }) => ({ stdout: node.platform === 'Windows' ? 'nt authority\\system\n' : 'root\n' })],
  [
    /^uname(?: -\w+)?$/,
    ({ node, region }) => ({ stdout: `Linux ${hostName(node, region)} 6.1.109-118.189.amzn2023.x86_64 x86_64 GNU/Linux\n` }),
  ],
  [/^uptime$/, ({ node }) => ({ stdout: uptime(node) })],
  [/^df -h(?: .*)?$/, ({ node }) => ({ stdout: disk(node) })],
  [/^pwd$/, ({ directory }) => ({ stdout: `${directory || '/usr/bin'}\n` })],
  [/^seq (\d+)$/, (_where, [last]) => ({ stdout: numbers(1, Number(last)) })],
  [/^seq (\d+) (\d+)$/, (_where, [first, last]) => ({ stdout: numbers(Number(first), Number(last)) })],
  [
    /^journalctl -u (\S+) -n (\d+)$/,
    ({ node, region }, [unit = '', lines]) => ({ stdout: journal(hostName(node, region), unit, Number(lines)) }),
  ],
  // What AWS-RunPatchBaseline does: the agent resumes after a reboot, and the command lasts so much longer.
  [/^patch-baseline Scan \w+$/, () => ({ seconds: 5 })],
  [/^patch-baseline Install NoReboot$/, () => ({ seconds: 30 })],
  [/^patch-baseline Install RebootIfNeeded$/, () => ({ seconds: 75 })],
  [/^systemctl is-active (\S+)$/, () => ({ stdout: 'active\n' })],
  [/^systemctl (?:restart|start|stop|reload|enable|disable) \S+$/, () => ({})],
  [/^systemctl status (\S+)$/, (_where, [unit]) => ({ stdout: `● ${unit}.service\n     Active: active (running)\n` })],
];

const unquote = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2');

function uptime(node: Node): string {
  const days = 1 + Math.floor(stableFraction(`up ${node.id}`) * 60);
  const load = (stableFraction(`load ${node.id}`) * 1.5).toFixed(2);
  return ` 10:24:07 up ${days} days,  3:12,  0 users,  load average: ${load}, ${load}, ${load}\n`;
}

function disk(node: Node): string {
  const percent = 20 + Math.floor(stableFraction(`disk ${node.id}`) * 70);
  const used = (0.2 * percent).toFixed(1);
  const free = (20 - Number(used)).toFixed(1);
  return `Filesystem      Size  Used Avail Use% Mounted on\n/dev/nvme0n1p1   20G  ${used}G  ${free}G  ${percent}% /\n`;
}

const maxLines = 1_000_000; // a script may not fill the stand-in's memory

function numbers(first: number, last: number): string {
  const count = Math.min(maxLines, Math.max(0, last - first + 1));
  return Array.from({ length: count }, (_, index) => `${first + index}\n`).join('');
}

function journal(host: string, unit: string, count: number): string {
  const lines = Array.from({ length: Math.min(maxLines, count) }, (_, index) => {
    const minute = String(index % 60).padStart(2, '0');
    return `Nov 24 10:${minute}:07 ${host.split('.')[0]} ${unit}[812]: request ${index + 1} served\n`;
  });
  return lines.join('');
}

function run(line: string, where: Surrounding): Line {
  const bare = line.trim().replace(/^sudo (?:-\w+ )*/, '');
  for (const [pattern, answer] of known) {
    const found = pattern.exec(bare);
    if (found) return answer(where, found.slice(1));
  }
  return {}; // a program that the stand-in does not know runs silently and well
}

/** Runs a script the way a quiet fleet would: some known commands answer, the exit code is the last command's. */
export function interpret(lines: readonly string[], where: Surrounding): ScriptResult {
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  let seconds = 1.5 + 3 * stableFraction(`pace ${where.node.id}`);
  let stopOnError = false;
  for (const line of lines.flatMap((each) => each.split(/\n|;|&&/))) {
    const result = run(line, where);
    stdout += result.stdout ?? '';
    stderr += result.stderr ?? '';
    seconds += result.seconds ?? 0;
    exitCode = result.exitCode ?? 0;
    stopOnError ||= /^set -\w*e/.test(line.trim());
    if (result.exits || (stopOnError && exitCode !== 0)) break;
  }
  return { exitCode, stdout, stderr, seconds };
}
