/** A piece of marked-up text. `text` is raw: &amp; &lt; &gt; are undone when it is shown, never before. */
export type Mark =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'pre'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; inside: Mark[] }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'user' | 'channel' | 'group'; id: string; label?: string }
  | { kind: 'broadcast'; range: string }
  | { kind: 'date'; timestamp: number; format: string; fallback: string; link?: string }
  | { kind: 'emoji'; name: string };

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const isStyle = (sign: string): sign is keyof typeof styles => sign in styles;
// A style opens and closes at the edge of a word, and not inside of one: a_b_c stays as it is.
const wordBefore = /[\p{L}\p{N}]$/u;
const wordAfter = /^[\p{L}\p{N}]/u;

function entity(inside: string): Mark {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  const named = label === undefined ? {} : { label };
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), ...named };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), ...named };
  const date = /^!date\^(\d+)\^([^^]*)(?:\^(.*))?$/s.exec(target);
  if (date) {
    const link = date[3] ? { link: date[3] } : {};
    return { kind: 'date', timestamp: Number(date[1]), format: date[2] ?? '', fallback: label ?? '', ...link };
  }
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) };
  return { kind: 'link', url: target, label: label ?? target };
}

function styled(source: string, at: number): { mark: Mark; end: number } | undefined {
  const sign = source[at] ?? '';
  if (!isStyle(sign) || wordBefore.test(source.slice(0, at)) || /^\s?$/.test(source.slice(at + 1, at + 2))) return undefined;
  for (let end = source.indexOf(sign, at + 1); end > 0; end = source.indexOf(sign, end + 1)) {
    const inside = source.slice(at + 1, end);
    if (inside.includes('\n')) return undefined;
    if (inside !== '' && !/\s$/.test(inside) && !wordAfter.test(source.slice(end + 1))) {
      return { mark: { kind: styles[sign], inside: inline(inside) }, end: end + 1 };
    }
  }
  return undefined;
}

function markAt(source: string, at: number): { mark: Mark; end: number } | undefined {
  const rest = source.slice(at);
  const code = /^`([^`\n]+)`/.exec(rest);
  if (code) return { mark: { kind: 'code', text: code[1] ?? '' }, end: at + code[0].length };
  const angle = /^<([^<>\n]+)>/.exec(rest);
  if (angle) return { mark: entity(angle[1] ?? ''), end: at + angle[0].length };
  const emoji = /^:([a-z0-9_+-]+):/.exec(rest);
  if (emoji && !wordBefore.test(source.slice(0, at))) return { mark: { kind: 'emoji', name: emoji[1] ?? '' }, end: at + emoji[0].length };
  return styled(source, at);
}

function inline(source: string): Mark[] {
  const marks: Mark[] = [];
  let plain = '';
  let at = 0;
  while (at < source.length) {
    const found = '`<:*_~'.includes(source[at] ?? '') ? markAt(source, at) : undefined;
    if (!found) {
      plain += source[at];
      at += 1;
      continue;
    }
    if (plain) marks.push({ kind: 'text', text: plain });
    plain = '';
    marks.push(found.mark);
    at = found.end;
  }
  if (plain) marks.push({ kind: 'text', text: plain });
  return marks;
}

function quoted(source: string): Mark[] {
  const marks: Mark[] = [];
  for (const part of source.split(/((?:^(?:&gt;|>) ?.*(?:\n|$))+)/m)) {
    if (part === '') continue;
    if (!/^(?:&gt;|>)/.test(part)) {
      marks.push(...inline(part));
      continue;
    }
    const inside = part.replace(/\n$/, '').replace(/^(?:&gt;|>) ?/gm, '');
    marks.push({ kind: 'quote', inside: inline(inside) });
  }
  return marks;
}

/** Reads Slack's mrkdwn. Code blocks keep their bytes exactly; a line break next to the fence belongs to the fence. */
export function parseMrkdwn(source: string): Mark[] {
  const marks: Mark[] = [];
  source.split(/```([\s\S]*?)```/).forEach((part, index) => {
    if (index % 2 === 0) marks.push(...quoted(part));
    else marks.push({ kind: 'pre', text: part.replace(/^\n/, '').replace(/\n$/, '') });
  });
  return marks;
}

/** Undoes the three escapes that Slack knows, for showing. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Writes the three escapes that Slack knows. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
