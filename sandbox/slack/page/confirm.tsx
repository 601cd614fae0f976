import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { type Confirm, wordsOf } from '../blocks/piece.ts';
import { Text } from './mrkdwn.tsx';

/** The dialog that asks before something is done. */
export function ConfirmDialog({ confirm, answer }: { confirm: Confirm; answer(yes: boolean): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return createPortal(
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={titleId}
      data-testid="confirm"
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id={titleId}>{wordsOf(confirm.title)}</h2>
      <div className="words">
        <Text words={confirm.text} />
      </div>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={() => answer(false)}>
          {wordsOf(confirm.deny)}
        </button>
        <button type="button" className={`button ${confirm.style === 'danger' ? 'danger' : 'primary'}`} onClick={() => answer(true)}>
          {wordsOf(confirm.confirm)}
        </button>
      </div>
    </dialog>,
    document.body,
  );
}
