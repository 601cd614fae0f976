import type { lintSource } from '@secretlint/core';

const masked = '[masked]';

// Words that stand where a secret could: saying them gives nothing away.
const ordinary = String.raw`(?!(?:null|none|nil|true|false|yes|no|undefined|unset|empty|required|expired|invalid|missing|changed|not|ok|\*+|\[masked\]|\$\{?\w+\}?|\{\{[^}]*\}\}|<[^>]*>)(?![^\s"',;)}\]\\]))`;
const between = String.raw`(?:\\?["'])?[ \t]*(?:=>|:=|=(?!>)|:(?!=))[ \t]*`;
// A value without quotes goes on to white space, or to the next pair of a connection string or a query.
const bare = String.raw`(?:(?![;&,][ \t]*[\w. -]{1,40}=)[^\s"'])+`;
const value = String.raw`(?:\\"(?:(?!\\").)*\\"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|${ordinary}${bare})`;
const keyName = '(?:secret|token|(?:api|access|secret|private|auth|account)[_-]?key)';

interface Pattern {
  readonly shape: RegExp;
  readonly to: (...found: string[]) => string;
}

/** Keeps the quotes of what is masked. */
function hide(text: string): string {
  const quote = /^(?:\\"|["'])/.exec(text)?.[0] ?? '';
  return text.length === 2 * quote.length && quote !== '' ? text : `${quote}${masked}${quote}`;
}

const keepName = (_: string, name = '', secret = ''): string => `${name}${hide(secret)}`;

// What secretlint misses. None begins with an open-ended repeat, so that long lines cost no more than short ones.
const patterns: readonly Pattern[] = [
  { shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/g, to: () => masked },
  // A block whose end was cut off.
  {
    shape:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:\s*(?:Proc-Type|DEK-Info):[^\n]*)*(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{16,})*(?:\s*[A-Za-z0-9+/=]*$)?/g,
    to: () => masked,
  },
  { shape: /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{0,200}:)[^\s"'/]+(?=@)/gi, to: (_, before = '') => `${before}${masked}` },
  {
    shape:
      /(\b(?:proxy-)?authorization(?:\\?["'])?[ \t]*[:=][ \t]*(?:\\?["'])?(?:(?:bearer|basic|token|digest)[ \t]+)?)(?!\[masked\])[^\s"'\\]+/gi,
    to: (_, before = '') => `${before}${masked}`,
  },
  { shape: /(\bbearer[ \t]+)(?=[^\s"']*\d)[\w.~+/-]{8,}=*/gi, to: (_, before = '') => `${before}${masked}` },
  { shape: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, to: () => masked },
  { shape: new RegExp(`((?:password|passphrase)${between})(${value})`, 'gi'), to: keepName },
  // PWD=/home/ana is a folder.
  { shape: new RegExp(`((?:passwd|pwd|pass)[ \\t]*=(?!>)[ \\t]*)(?![/~]|[A-Z]:\\\\)(${value})`, 'gi'), to: keepName },
  { shape: new RegExp(`(${keyName}[ \\t]*=(?!>)[ \\t]*)(${value})`, 'gi'), to: keepName },
  // "Unexpected token: }" is no secret: after a colon it must look like one.
  { shape: new RegExp(`(${keyName}${between})(?=\\\\?["']?(?:[^\\s"']{20}|(?=[^\\s"']*\\d)[^\\s"']{8}))(${value})`, 'gi'), to: keepName },
  { shape: new RegExp(`(--[\\w-]{0,40}(?:password|passphrase|secret|token|key)[ \\t]+)(?!-)(${value})`, 'gi'), to: keepName },
];

/** A private key whose beginning was cut off: base64 lines up to its end mark. */
function maskTail(text: string): string {
  if (!/-----END [A-Z0-9 ]*PRIVATE KEY/.test(text)) return text;
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (!/^\s*-----END [A-Z0-9 ]*PRIVATE KEY/.test(line)) continue;
    for (let above = at - 1; above >= 0 && /^\s*[A-Za-z0-9+/=]+\s*$/.test(lines[above] ?? ''); above -= 1) lines[above] = masked;
  }
  return lines.join('\n');
}

type Lint = (text: string) => ReturnType<typeof lintSource>;
let lint: Promise<Lint> | undefined;

/** Loaded by the first who masks: the rules are some hundred kilobytes. */
async function load(): Promise<Lint> {
  const [core, preset, profiler] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // Its profiler keeps 36 marks of every call for ever: memory and time grow until the process fails.
  profiler.secretLintProfiler.mark = () => undefined;
  const id = '@secretlint/secretlint-rule-preset-recommend';
  // Without the option AKIA ids pass.
  const rules = [{ id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } }];
  return (content) =>
    core.lintSource({
      source: { content, filePath: 'output.txt', ext: '.txt', contentType: 'text' },
      options: { noPhysicFilePath: true, config: { rules: [{ id, rule: preset.creator, rules }] } },
    });
}

/**
 * Replaces what looks like a password, token or key by `[masked]`. It is a net, not a wall: a secret without a
 * name or a known shape passes. Rejects where the rules cannot be run: then nothing may be shown.
 */
export async function maskSecrets(text: string): Promise<string> {
  const own = patterns.reduce((seen, { shape, to }) => seen.replace(shape, to), maskTail(text));
  lint ??= load();
  const run = await lint;
  // The text itself must not turn the rules off: `secretlint-disable` is a comment that they obey.
  const { messages } = await run(own.replace(/secretlint-/gi, 'secretlint_'));
  // The range of an AWS key begins at its variable's name and leaves the key's tail: the values are what counts.
  const values = messages.flatMap((message) => {
    const found = Object.values(message.data ?? {}).filter((one): one is string => typeof one === 'string' && one.length >= 4);
    return found.length > 0 ? found : [own.slice(...message.range)];
  });
  // An address whose password is masked already keeps its host.
  const left = values.filter((found) => !/:\/\/[^\s/]*:\[masked\]@/.test(found));
  return [...new Set(left)].sort((a, b) => b.length - a.length).reduce((seen, secret) => seen.replaceAll(secret, masked), own);
}
