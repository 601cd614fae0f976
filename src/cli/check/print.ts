import { type Area, areas, countOf, type Finding, type State } from './finding.ts';

const titles: Readonly<Record<Area, string>> = {
  settings: 'Settings and configuration',
  policies: 'Policies',
  slack: 'Slack',
  channels: 'Channels',
  groups: 'Groups and approvals',
  redis: 'Redis',
  key: 'Key',
  aws: 'AWS',
};
const words: Readonly<Record<State, string>> = { ok: 'ok', warning: 'warning', problem: 'problem', unknown: 'could not be looked at' };

/** For people: an area after another, a line for each finding, its fix below it, and the count at the end. */
export function inLines(findings: readonly Finding[]): string {
  const blocks = areas.flatMap((area) => {
    const own = findings.filter((finding) => finding.area === area);
    return own.length > 0 ? [[titles[area], ...own.map(line)].join('\n')] : [];
  });
  return [...blocks, total(findings)].join('\n\n');
}

const line = ({ state, name, says, fix }: Finding): string =>
  [`  ${words[state].padEnd(7)}  ${name}: ${says}`, ...(fix ? [`           fix: ${fix}`] : [])].join('\n');

function total(findings: readonly Finding[]): string {
  const [ok, warnings, problems, unknown] = (['ok', 'warning', 'problem', 'unknown'] as const).map((state) => countOf(findings, state)) as [
    number,
    number,
    number,
    number,
  ];
  const parts = [`${ok} ok`, count(warnings, 'warning'), count(problems, 'problem')];
  return [...parts, ...(unknown > 0 ? [`${unknown} could not be looked at`] : [])].join(', ');
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const secretNames = [
  'SSM_CHATOPS_KEY',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;
const shortestSecret = 6;

/** What others said may hold what it was asked with: no secret of the environment is shown, whoever said it. */
export function withoutSecrets(findings: readonly Finding[], env: NodeJS.ProcessEnv): Finding[] {
  const password = /^rediss?:\/\/[^@/]*:([^@]*)@/.exec(env.REDIS_URL ?? '')?.[1] ?? '';
  const secrets = [...secretNames.map((name) => env[name] ?? ''), password, safelyDecoded(password)].filter(
    (secret) => secret.length >= shortestSecret,
  );
  // The longest first: one may be a part of another.
  secrets.sort((a, b) => b.length - a.length);
  const hide = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '(hidden)'), text);
  return findings.map((finding) => ({ ...finding, says: hide(finding.says), ...(finding.fix && { fix: hide(finding.fix) }) }));
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
