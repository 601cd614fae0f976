import { type ReactNode, useId } from 'react';
import { actables, type Piece, type Words, wordsOf } from '../blocks/piece.ts';
import type { Place } from '../people/state-types.ts';
import { Element, type Values } from './element.tsx';
import { Markdown } from './markdown.tsx';
import { Mrkdwn, Text } from './mrkdwn.tsx';
import { placed } from './placed.ts';
import { RichText, Table } from './rich.tsx';
import { Plan, TaskCard } from './task.tsx';

/** Where blocks are, and what was chosen in them. */
export interface Setting {
  readonly place: Place;
  readonly values: Values;
  readonly errors?: Readonly<Record<string, string>>;
}

function Picture({ piece, small }: { piece: Piece; small?: boolean }): ReactNode {
  // Nothing is fetched from elsewhere: a picture that is not ours is shown by its words.
  const own = piece.slack_file as { id?: string; url?: string } | undefined;
  const address = own ? (own.url ?? `/files/${own.id}/picture`) : (piece.image_url ?? '');
  const local = address.startsWith('/') || address.startsWith(`${window.location.origin}/`) || address.startsWith('data:image/');
  if (local) return <img className={small ? 'icon' : 'picture'} src={address} alt={piece.alt_text} />;
  return <span className={small ? 'picture-words small' : 'picture-words'}>{`Picture: ${piece.alt_text ?? ''}`}</span>;
}

function Elements({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  return actables(block).map((element) => <Element key={element.action_id} block={block} element={element} {...setting} />);
}

function Section({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  const { accessory } = block;
  return (
    <div className="section">
      <div className="section-words">
        {block.text ? (
          <div className="words">
            <Text words={block.text} />
          </div>
        ) : null}
        {block.fields ? (
          <div className="fields">
            {placed(block.fields).map(({ place, item: field }) => (
              <div className="words" key={place}>
                <Text words={field} />
              </div>
            ))}
          </div>
        ) : null}
      </div>
      {accessory ? (
        <div className="accessory">
          {accessory.type === 'image' ? <Picture piece={accessory} /> : <Elements block={block} setting={setting} />}
        </div>
      ) : null}
    </div>
  );
}

function Input({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  const labelId = useId();
  const noteId = useId();
  const error = setting.errors?.[block.block_id ?? ''];
  const element = block.element;
  if (!element) return null;
  return (
    <div className={error ? 'input wrong' : 'input'}>
      <div className="label" id={labelId}>
        <Text words={block.label} />
        {block.optional ? <span className="optional"> (optional)</span> : null}
      </div>
      <Element block={block} element={element} {...setting} labelledBy={labelId} describedBy={noteId} invalid={error !== undefined} />
      <div id={noteId}>
        {error ? (
          <div className="error" role="alert">
            {error}
          </div>
        ) : null}
        {block.hint ? (
          <div className="hint">
            <Text words={block.hint} />
          </div>
        ) : null}
      </div>
    </div>
  );
}

function Card({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  return (
    <div className="card">
      {block.title ? (
        <div className="card-title">
          <Text words={block.title} />
        </div>
      ) : null}
      {block.subtitle ? (
        <div className="muted">
          <Text words={block.subtitle} />
        </div>
      ) : null}
      {block.body ? (
        <div className="words">
          <Text words={block.body} />
        </div>
      ) : null}
      {block.actions ? (
        <div className="actions">
          <Elements block={block} setting={setting} />
        </div>
      ) : null}
    </div>
  );
}

function Container({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  const title = block.rich_text_title ? <RichText block={block.rich_text_title} /> : <Text words={block.title} />;
  const content = <Blocks blocks={block.child_blocks ?? []} {...setting} />;
  const subtitle = block.subtitle ? (
    <div className="muted">
      <Text words={block.subtitle} />
    </div>
  ) : null;
  if (block.is_collapsible) {
    return (
      <details className="container" open={block.default_collapsed !== true}>
        <summary>{title}</summary>
        {subtitle}
        {content}
      </details>
    );
  }
  return (
    <div className="container">
      <div className="card-title">{title}</div>
      {subtitle}
      {content}
    </div>
  );
}

function Block({ block, setting }: { block: Piece; setting: Setting }): ReactNode {
  switch (block.type) {
    case 'section':
      return <Section block={block} setting={setting} />;
    case 'header':
      return (
        <h3 className="header">
          <Text words={block.text} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'context':
      return (
        <div className="context">
          {placed(block.elements).map(({ place, item: element }) =>
            element.type === 'image' ? (
              <Picture key={place} piece={element} small />
            ) : (
              <span key={place}>
                <Text words={element as Words} />
              </span>
            ),
          )}
        </div>
      );
    case 'actions':
    case 'context_actions':
      return (
        <div className="actions">
          <Elements block={block} setting={setting} />
        </div>
      );
    case 'input':
      return <Input block={block} setting={setting} />;
    case 'image':
      return (
        <figure>
          {block.title ? (
            <figcaption>
              <Text words={block.title} />
            </figcaption>
          ) : null}
          <Picture piece={block} />
        </figure>
      );
    case 'markdown':
      return <Markdown text={wordsOf(block.text)} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'table':
    case 'data_table':
      return <Table block={block} />;
    case 'alert':
      return (
        <div className={`alert ${block.level ?? 'default'}`} role="note">
          <Text words={block.text} />
        </div>
      );
    case 'card':
      return <Card block={block} setting={setting} />;
    case 'carousel':
      return (
        <div className="carousel">
          {(block.elements ?? []).map((card) => (
            <Card key={card.block_id} block={card} setting={setting} />
          ))}
        </div>
      );
    case 'container':
      return <Container block={block} setting={setting} />;
    case 'task_card':
      return <TaskCard task={block} />;
    case 'plan':
      return <Plan block={block} />;
    default:
      return <Mrkdwn text={`[${block.type}]`} />;
  }
}

/** The blocks of a message or a view, from top to bottom. */
export function Blocks({ blocks, ...setting }: { blocks: readonly Piece[] } & Setting): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <Block key={block.block_id} block={block} setting={setting} />
      ))}
    </div>
  );
}
