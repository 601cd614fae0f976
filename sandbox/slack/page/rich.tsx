import { Fragment, type ReactNode } from 'react';
import { type Piece, wordsOf } from '../blocks/piece.ts';
import { formatDate } from '../mrkdwn/date.ts';
import type { PersonState } from '../people/state-types.ts';
import { emojiSign } from './emoji.ts';
import { channelMention, groupMention, Link, Mention, userMention } from './mrkdwn.tsx';
import { placed } from './placed.ts';
import { useSlack, zoneOf } from './slack.ts';

function styled(piece: Piece, content: ReactNode): ReactNode {
  const style = (typeof piece.style === 'object' ? piece.style : {}) as Record<string, boolean>;
  let shown = content;
  if (style.code) shown = <code>{shown}</code>;
  if (style.bold) shown = <strong>{shown}</strong>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.strike) shown = <s>{shown}</s>;
  if (style.underline) shown = <u>{shown}</u>;
  return shown;
}

function leaf(piece: Piece, state: PersonState): ReactNode {
  switch (piece.type) {
    case 'link':
      return <Link url={piece.url ?? ''}>{wordsOf(piece.text) || piece.url}</Link>;
    case 'user':
      return userMention(state, piece.user_id ?? '');
    case 'channel':
      return channelMention(state, piece.channel_id ?? '');
    case 'usergroup':
      return groupMention(state, piece.usergroup_id ?? '');
    case 'broadcast':
      return <Mention sign="@" name={piece.range ?? ''} mine />;
    case 'emoji':
      return emojiSign(piece.name ?? '');
    case 'date':
      return formatDate(piece.timestamp ?? 0, piece.format ?? '', piece.fallback ?? '', zoneOf(state), state.now);
    case 'color':
      return <code>{String(piece.value ?? '')}</code>;
    default:
      return wordsOf(piece.text);
  }
}

function List({ pieces }: { pieces: readonly Piece[] | undefined }): ReactNode {
  const { state } = useSlack();
  return placed(pieces).map(({ place, item: piece }) => (
    <Fragment key={place}>{piece.elements ? <Part part={piece} /> : styled(piece, leaf(piece, state))}</Fragment>
  ));
}

function Part({ part }: { part: Piece }): ReactNode {
  const content = <List pieces={part.elements} />;
  switch (part.type) {
    case 'rich_text_list': {
      const items = placed(part.elements).map(({ place, item }) => (
        <li key={place}>
          <List pieces={item.elements} />
        </li>
      ));
      const indent = { marginInlineStart: `${(part.indent ?? 0) * 1.5}rem` };
      return part.style === 'ordered' ? (
        <ol style={indent} start={(part.offset ?? 0) + 1}>
          {items}
        </ol>
      ) : (
        <ul style={indent}>{items}</ul>
      );
    }
    case 'rich_text_quote':
      return <blockquote>{content}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{content}</pre>;
    default:
      return <p>{content}</p>;
  }
}

/** A rich_text block. */
export function RichText({ block }: { block: Piece }): ReactNode {
  return (
    <div className="rich">
      <List pieces={block.elements} />
    </div>
  );
}

function Cell({ cell }: { cell: Piece }): ReactNode {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : wordsOf(cell.text);
}

/** A table or data_table; its first row is the header. */
export function Table({ block }: { block: Piece }): ReactNode {
  const [head, ...rows] = block.rows ?? [];
  const settings = (block.column_settings ?? []) as ({ align?: 'left' | 'center' | 'right' } | null)[];
  const align = (index: number, cell: Piece) => ({
    textAlign: settings[index]?.align ?? (cell.type === 'raw_number' ? ('right' as const) : ('left' as const)),
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard
    <section className="table" tabIndex={0} aria-label={block.caption ?? 'Table'}>
      <table>
        {block.caption ? <caption>{block.caption}</caption> : null}
        <thead>
          <tr>
            {placed(head).map(({ place, index, item: cell }) => (
              <th key={place} scope="col" style={align(index, cell)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {placed(rows).map(({ place: rowPlace, item: row }) => (
            <tr key={rowPlace}>
              {placed(row).map(({ place, index, item: cell }) => (
                <td key={place} style={align(index, cell)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
