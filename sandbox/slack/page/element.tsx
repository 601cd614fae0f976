import { type ReactNode, useState } from 'react';
import { type Confirm, type Piece, wordsOf } from '../blocks/piece.ts';
import { valueKey } from '../blocks/value.ts';
import type { Place } from '../people/state-types.ts';
import { ConfirmDialog } from './confirm.tsx';
import { Choices, ManySelect, OneSelect, Overflow } from './select.tsx';
import { useSlack } from './slack.ts';
import { Typeahead } from './typeahead.tsx';
import { FilesInput, Moment, TextInput } from './typed.tsx';

export type Values = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

export interface ElementProps {
  readonly block: Piece;
  readonly element: Piece;
  readonly place: Place;
  readonly values: Values;
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
}

/** What an element that holds a value needs. */
export interface FieldProps {
  readonly element: Piece;
  readonly held: unknown;
  readonly aria: { 'aria-label'?: string; 'aria-labelledby'?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean };
  change(value: string | string[] | null, enter?: boolean): void;
  upload(files: readonly File[]): Promise<void>;
  options(query: string): Promise<{ text: string; value: string; description?: string }[]>;
}

/** A button, which asks first where it has a confirm dialog. */
function ActionButton({
  label,
  style,
  url,
  confirm,
  name,
  act,
}: {
  label: string;
  style: unknown;
  url?: string | undefined;
  confirm?: Confirm | undefined;
  name?: string | undefined;
  act(): void;
}): ReactNode {
  const [asking, setAsking] = useState(false);
  const go = (): void => {
    if (url && /^https?:/i.test(url)) window.open(url, '_blank', 'noreferrer');
    act();
  };
  return (
    <>
      <button
        type="button"
        className={`button ${typeof style === 'string' ? style : ''}`}
        aria-label={name}
        onClick={() => (confirm ? setAsking(true) : go())}
      >
        {label}
      </button>
      {asking && confirm ? (
        <ConfirmDialog
          confirm={confirm}
          answer={(yes) => {
            setAsking(false);
            if (yes) go();
          }}
        />
      ) : null}
    </>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function Field(props: FieldProps): ReactNode {
  const { type } = props.element;
  if (type === 'overflow') return <Overflow {...props} />;
  if (type === 'checkboxes' || type === 'radio_buttons') return <Choices {...props} />;
  if (type.includes('external_select')) return <Typeahead {...props} />;
  if (type.startsWith('multi_')) return <ManySelect {...props} />;
  if (type.endsWith('_select')) return <OneSelect {...props} />;
  if (type === 'file_input') return <FilesInput {...props} />;
  if (type.endsWith('picker')) return <Moment {...props} />;
  return <TextInput {...props} />;
}

/** Any element that a person can use. */
export function Element({ block, element, place, values, labelledBy, describedBy, invalid }: ElementProps): ReactNode {
  const { act } = useSlack();
  const [asked, setAsked] = useState<string | string[] | null>();
  const at = { ...place, block_id: block.block_id ?? '', action_id: element.action_id ?? '' };
  const send = (value: string | string[] | null, enter = false): void => {
    if (element.type === 'overflow') void act({ type: 'click', ...at, value: String(value) });
    else void act({ type: 'change', ...at, value, enter });
  };
  if (element.type === 'button' || element.type === 'workflow_button' || element.type === 'icon_button') {
    const name = typeof element.accessibility_label === 'string' ? element.accessibility_label : undefined;
    return (
      <ActionButton
        label={wordsOf(element.text)}
        style={element.style}
        url={element.url}
        confirm={element.confirm}
        name={name}
        act={() => void act({ type: 'click', ...at })}
      />
    );
  }
  if (element.type === 'feedback_buttons') {
    return [element.positive_button, element.negative_button].map((button) =>
      button ? (
        <ActionButton
          key={button.value}
          label={button.text.text}
          style=""
          act={() => void act({ type: 'click', ...at, value: button.value })}
        />
      ) : null,
    );
  }
  const held = values[at.block_id]?.[at.action_id]?.[valueKey(element.type) ?? ''] ?? null;
  const label = wordsOf(element.placeholder) || wordsOf(block.text) || element.type.replaceAll('_', ' ');
  const aria = {
    ...(labelledBy ? { 'aria-labelledby': labelledBy } : { 'aria-label': label }),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(invalid ? { 'aria-invalid': true } : {}),
  };
  return (
    <>
      <Field
        element={element}
        held={held}
        aria={aria}
        change={(value, enter) => (element.confirm ? setAsked(value) : send(value, enter))}
        upload={async (files) => {
          if (!('view_id' in place)) return;
          const given = await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) })));
          await act({ type: 'upload', view_id: place.view_id, block_id: at.block_id, action_id: at.action_id, files: given });
        }}
        options={async (query) => {
          const { options = [] } = await act({ type: 'options', ...at, query });
          return options.map((option) => ({
            text: option.text.text,
            value: option.value,
            ...(option.description ? { description: option.description.text } : {}),
          }));
        }}
      />
      {asked !== undefined && element.confirm ? (
        <ConfirmDialog
          confirm={element.confirm}
          answer={(yes) => {
            setAsked(undefined);
            if (yes) send(asked);
          }}
        />
      ) : null}
    </>
  );
}
