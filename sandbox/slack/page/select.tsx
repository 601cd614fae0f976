import { type ReactNode, useId } from 'react';
import { wordsOf } from '../blocks/piece.ts';
import { optionsOf } from '../blocks/value.ts';
import type { FieldProps } from './element.tsx';
import { Text } from './mrkdwn.tsx';
import { usePopup } from './popup.ts';
import { useSlack } from './slack.ts';

interface Choice {
  readonly value: string;
  readonly text: string;
}

/** What a select offers: its own options, or the people, channels and conversations of the workspace. */
function useChoices(element: FieldProps['element']): Choice[] {
  const { state } = useSlack();
  if (element.type.includes('users_select'))
    return state.people.filter((person) => !person.deleted).map(({ id, realName }) => ({ value: id, text: realName }));
  if (/conversations_select|channels_select/.test(element.type)) {
    const channels = state.channels.filter((channel) => channel.kind !== 'im' || element.type.includes('conversations'));
    return channels.map(({ id, name, kind }) => ({ value: id, text: kind === 'im' ? name : `#${name}` }));
  }
  return optionsOf(element).map((option) => ({ value: option.value, text: option.text.text }));
}

function heldValue(held: unknown): string {
  return typeof held === 'object' && held !== null ? (held as { value: string }).value : String(held ?? '');
}

export function heldValues(held: unknown): string[] {
  return Array.isArray(held) ? held.map(heldValue) : [];
}

/** A select for one. */
export function OneSelect({ element, held, aria, change }: FieldProps): ReactNode {
  const choices = useChoices(element);
  const groups = element.option_groups;
  return (
    <select className="field" {...aria} value={heldValue(held)} onChange={(event) => change(event.target.value || null)}>
      <option value="">{wordsOf(element.placeholder) || 'Choose an option'}</option>
      {groups
        ? groups.map((group) => (
            <optgroup key={group.label.text} label={group.label.text}>
              {group.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.text.text}
                </option>
              ))}
            </optgroup>
          ))
        : choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
    </select>
  );
}

/** A select for several: a list that opens, with a box for each. */
export function ManySelect({ element, held, aria, change }: FieldProps): ReactNode {
  const choices = useChoices(element);
  const chosen = heldValues(held);
  const toggle = (value: string): void => change(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const names = choices.filter((choice) => chosen.includes(choice.value)).map((choice) => choice.text);
  return (
    <details className="many">
      <summary className="field" {...aria}>
        {names.join(', ') || wordsOf(element.placeholder) || 'Choose options'}
      </summary>
      <fieldset className="many-list" {...aria}>
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              disabled={!chosen.includes(choice.value) && chosen.length >= (element.max_selected_items ?? 100)}
              onChange={() => toggle(choice.value)}
            />
            {choice.text}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

/** Checkboxes or radio buttons. */
export function Choices({ element, held, aria, change }: FieldProps): ReactNode {
  const name = useId();
  const many = element.type === 'checkboxes';
  const chosen = many ? heldValues(held) : [heldValue(held)];
  return (
    <fieldset className="choices" {...aria}>
      {(element.options ?? []).map(({ value, text, description }) => (
        <label key={value}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(value)}
            onChange={() => change(many ? (chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]) : value)}
          />
          <span>
            <Text words={text} />
            {description ? (
              <span className="hint">
                <Text words={description} />
              </span>
            ) : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The menu behind three dots. */
export function Overflow({ element, change }: FieldProps): ReactNode {
  const { open, setOpen, box } = usePopup();
  return (
    <div className="overflow" ref={box}>
      <button type="button" className="button" aria-label="More" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        ⋯
      </button>
      {open ? (
        <div className="menu" role="menu">
          {(element.options ?? []).map((option) => (
            <button
              key={option.value}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false);
                if (option.url) window.open(option.url, '_blank', 'noreferrer');
                change(option.value);
              }}
            >
              {option.text.text}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
