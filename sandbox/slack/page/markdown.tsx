import type { ReactNode } from 'react';
import { Link } from './mrkdwn.tsx';
import { placed } from './placed.ts';

function inline(text: string): ReactNode[] {
  return placed(text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|~~[^~]+~~|\[[^\]]+\]\([^)\s]+\))/)).map(({ place: key, item: part }) => {
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (link) {
      return (
        <Link key={key} url={link[2] ?? ''}>
          {link[1]}
        </Link>
      );
    }
    if (/^`.+`$/.test(part)) return <code key={key}>{part.slice(1, -1)}</code>;
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={key}>{part.slice(2, -2)}</strong>;
    if (/^\*.+\*$/.test(part)) return <em key={key}>{part.slice(1, -1)}</em>;
    if (/^~~.+~~$/.test(part)) return <s key={key}>{part.slice(2, -2)}</s>;
    return part;
  });
}

function line(text: string, key: string): ReactNode {
  const heading = /^#{1,6} (.*)$/.exec(text);
  if (heading) return <strong key={key}>{inline(`${heading[1]}`)}</strong>;
  const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(text);
  if (item) return <div key={key}>{['• ', ...inline(item[1] ?? '')]}</div>;
  if (text.startsWith('> ')) return <blockquote key={key}>{inline(text.slice(2))}</blockquote>;
  return <div key={key}>{text === '' ? '\u00a0' : inline(text)}</div>;
}

/** A markdown block: what bots use of it; anything else is shown as written. */
export function Markdown({ text }: { text: string }): ReactNode {
  const parts = text.split(/```\w*\n([\s\S]*?)\n?```/);
  return (
    <div className="markdown">
      {placed(parts).map(({ place, index, item }) => {
        if (index % 2 === 1) return <pre key={place}>{item}</pre>;
        return placed(item.replace(/^\n|\n$/g, '').split('\n')).map((one) => line(one.item, `${place}-${one.place}`));
      })}
    </div>
  );
}
