import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { wordsOf } from '../blocks/piece.ts';
import type { FieldProps } from './element.tsx';
import { usePopup } from './popup.ts';

interface Found {
  readonly text: string;
  readonly value: string;
  readonly description?: string;
}

// Slack waits a moment after the last key before it asks the app.
const quietMs = 200;

interface Held {
  readonly text: { readonly text: string };
  readonly value: string;
}

/** A select whose options the app gives while one types; for one or for several. */
export function Typeahead({ element, held, aria, change, options }: FieldProps): ReactNode {
  const listId = useId();
  const many = element.type.startsWith('multi_');
  const chosen = (Array.isArray(held) ? held : held ? [held] : []) as Held[];
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found[]>();
  const [at, setAt] = useState(0);
  const { open, setOpen, box } = usePopup();
  const ask = useRef(options);
  ask.current = options;
  const least = element.min_query_length ?? 3;

  useEffect(() => {
    if (!open || query.length < least) {
      setFound(undefined);
      return;
    }
    let over = false;
    const timer = setTimeout(() => {
      void ask.current(query).then((list) => {
        if (over) return;
        setFound(list);
        setAt(0);
      });
    }, quietMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [query, open, least]);

  const pick = (option: Found): void => {
    change(many ? [...new Set([...chosen.map((one) => one.value), option.value])] : option.value);
    setQuery('');
    setOpen(false);
  };
  const drop = (value: string): void => change(many ? chosen.filter((one) => one.value !== value).map((one) => one.value) : null);

  return (
    <div className="typeahead" ref={box}>
      {chosen.map((one) => (
        <span className="chip" key={one.value}>
          {one.text.text}
          <button type="button" aria-label={`Remove ${one.text.text}`} onClick={() => drop(one.value)}>
            ×
          </button>
        </span>
      ))}
      <input
        className="field"
        role="combobox"
        aria-expanded={open && found !== undefined}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && found?.[at] ? `${listId}-${at}` : undefined}
        {...aria}
        value={query}
        placeholder={wordsOf(element.placeholder) || 'Type to search'}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setQuery(event.target.value);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          const last = (found?.length ?? 1) - 1;
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter' && found?.[at]) pick(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      {open ? (
        <div className="menu" role="listbox" id={listId} aria-label="Options">
          {query.length < least ? <div className="hint">{`Type at least ${least} characters.`}</div> : null}
          {found?.length === 0 ? <div className="hint">Nothing fits.</div> : null}
          {found?.map((option, index) => (
            <button
              key={option.value}
              id={`${listId}-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(option)}
            >
              {option.text}
              {option.description ? <span className="hint">{option.description}</span> : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
