import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { SeenView } from '../people/state-types.ts';
import { Blocks } from './blocks.tsx';
import { useSlack } from './slack.ts';
import { Toasts } from './toasts.tsx';

/** The topmost modal of the person; the ones below wait. */
export function Modal({ view, depth }: { view: SeenView; depth: number }): ReactNode {
  const { act } = useSlack();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  const close = (): void => void act({ type: 'close', view_id: view.id });
  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={titleId}
      data-testid="modal"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit) void act({ type: 'submit', view_id: view.id });
        }}
      >
        <div className="modal-head">
          {depth > 1 ? (
            <button type="button" className="plain" aria-label="Back" onClick={close}>
              ‹
            </button>
          ) : null}
          <h2 id={titleId}>{view.title}</h2>
          <button
            type="button"
            className="plain"
            aria-label="Close"
            onClick={() => void act({ type: 'close', view_id: view.id, all: true })}
          >
            ×
          </button>
        </div>
        <div className="modal-body">
          <Blocks key={view.id} blocks={view.blocks} place={{ view_id: view.id }} values={view.values} errors={view.errors} />
        </div>
        <div className="modal-foot">
          <button type="button" className="button" onClick={close}>
            {view.close ?? (view.submit ? 'Cancel' : 'Close')}
          </button>
          {view.submit ? (
            <button type="submit" className="button primary" disabled={view.busy}>
              {view.busy ? 'Sending…' : view.submit}
            </button>
          ) : null}
        </div>
      </form>
      <Toasts />
    </dialog>
  );
}
