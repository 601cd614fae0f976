import { hostName, type Node } from '../node.ts';
import { stableFraction } from '../seed/stable.ts';
import type { Outcome } from './outcome.ts';

interface Line {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly seconds?: number;
  /** Ends the script. */
  readonly exits?: boolean;
}

const known: readonly (readonly [RegExp, (node: Node, region: string, words: string[]) => Line])[] = [
  [/^exit(?: (\d+))?$/, (_node, _region, [code]) => ({ exitCode: Number(code ?? 0), exits: true })],
  [/^sleep (\d+(?:\.\d+)?)$/, (_node, _region, [seconds]) => ({ seconds: Number(seconds) })],
  [/^Start-Sleep (?:-Seconds )?(\d+)$/i, (_node, _region, [seconds]) => ({ seconds: Number(seconds) })],
  [/^false$/, () => ({ exitCode: 1 })],
  [/^(?:true|:|set .*|#.*)?$/, () => ({})],
  [/^(?:echo|Write-Output) (.*) ?(?:>&2|1>&2)$/i, (_node, _region, [text]) => ({ stderr: `${unquote(text ?? '')}\n` })],
  [/^(?:echo|Write-Output) (.*)$/i, (_node, _region, [text]) => ({ stdout: `${unquote(text ?? '')}\n` })],
  [/^hostname(?: -f)?$/, (node, region) => ({ stdout: `${hostName(node, region)}\n` })],
  [/^whoami$/, (node) => ({ stdout: node.platform === 'Windows' ? 'nt authority\\system\n' : 'root\n' })],
  [
    /^uname(?: -\w+)?$/,
    (node, region) => ({ stdout: `Linux ${hostName(node, region)} 6.1.109-118.189.amzn2023.x86_64 x86_64 GNU/Linux\n` }),
  ],
  [/^uptime$/, (node) => ({ stdout: uptime(node) })],
  [/^df -h(?: .*)?$/, (node) => ({ stdout: disk(node) })],
  [/^systemctl is-active (\S+)$/, () => ({ stdout: 'active\n' })],
  [/^systemctl (?:restart|start|stop|reload|enable|disable) \S+$/, () => ({})],
  [/^systemctl status (\S+)$/, (_node, _region, [unit]) => ({ stdout: `● ${unit}.service\n     Active: active (running)\n` })],
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

function run(line: string, node: Node, region: string): Line {
  const bare = line.trim().replace(/^sudo (?:-\w+ )*/, '');
  for (const [pattern, answer] of known) {
    const found = pattern.exec(bare);
    if (found) return answer(node, region, found.slice(1));
  }
  return {}; // a program that the stand-in does not know runs silently and well
}

/** Runs a script the way a quiet fleet would: some known commands answer, the exit code is the last command's. */
export function interpret(lines: readonly string[], node: Node, region: string): Outcome {
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  let seconds = 1.5 + 3 * stableFraction(`pace ${node.id}`);
  let stopOnError = false;
  for (const line of lines.flatMap((each) => each.split(/\n|;|&&/))) {
    const result = run(line, node, region);
    stdout += result.stdout ?? '';
    stderr += result.stderr ?? '';
    seconds += result.seconds ?? 0;
    exitCode = result.exitCode ?? 0;
    stopOnError ||= /^set -\w*e/.test(line.trim());
    if (result.exits || (stopOnError && exitCode !== 0)) break;
  }
  return { exitCode, stdout, stderr, seconds };
}
