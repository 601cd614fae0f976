import { type ReactNode, useEffect, useRef, useState } from 'react';
import { wordsOf } from '../blocks/piece.ts';
import type { FieldProps } from './element.tsx';

const inputTypes: Record<string, string> = { email_text_input: 'email', url_text_input: 'url' };

/** Keeps what is typed at hand, and takes what comes from Slack while nobody types. */
function useDraft(held: string): [string, (next: string) => void, { onFocus(): void; onBlur(): void }] {
  const [draft, setDraft] = useState(held);
  const focused = useRef(false);
  useEffect(() => {
    if (!focused.current) setDraft(held);
  }, [held]);
  const focus = {
    onFocus: () => {
      focused.current = true;
    },
    onBlur: () => {
      focused.current = false;
    },
  };
  return [draft, setDraft, focus];
}

/** A field for text, a number, an address. */
export function TextInput({ element, held, aria, change }: FieldProps): ReactNode {
  const [draft, setDraft, focus] = useDraft(String(held ?? ''));
  const shared = {
    className: 'field',
    ...aria,
    ...focus,
    value: draft,
    placeholder: wordsOf(element.placeholder),
    onChange: (event: { target: { value: string } }) => {
      setDraft(event.target.value);
      change(event.target.value);
    },
  };
  if (element.multiline || element.type === 'rich_text_input') return <textarea {...shared} rows={5} />;
  return (
    <input
      {...shared}
      type={inputTypes[element.type] ?? 'text'}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        change(draft, true);
      }}
    />
  );
}

/** Files from the reader's machine, uploaded as they are chosen. */
export function FilesInput({ element, held, aria, upload }: FieldProps): ReactNode {
  const names = Array.isArray(held) ? held.map((file: { name?: string }) => file.name ?? '') : [];
  return (
    <div className="files-given">
      <input
        type="file"
        className="field"
        {...aria}
        multiple={Number(element.max_files ?? 10) > 1}
        onChange={(event) => void upload([...(event.target.files ?? [])])}
      />
      {names.length > 0 ? <div className="hint">Given: {names.join(', ')}</div> : null}
    </div>
  );
}

/** A day, a time, or both. */
export function Moment({ element, held, aria, change }: FieldProps): ReactNode {
  if (element.type === 'datepicker')
    return (
      <input type="date" className="field" {...aria} value={String(held ?? '')} onChange={(event) => change(event.target.value || null)} />
    );
  if (element.type === 'timepicker')
    return (
      <input type="time" className="field" {...aria} value={String(held ?? '')} onChange={(event) => change(event.target.value || null)} />
    );
  const at = typeof held === 'number' ? new Date(held * 1000) : undefined;
  // The field wants local time without a zone.
  const local = at ? new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : '';
  return (
    <input
      type="datetime-local"
      className="field"
      {...aria}
      value={local}
      onChange={(event) => change(event.target.value ? String(Math.floor(new Date(event.target.value).getTime() / 1000)) : null)}
    />
  );
}
