import type { ReactNode } from 'react';
import { useSlack } from './slack.ts';

/** What went wrong, until it is put away. */
export function Toasts(): ReactNode {
  const { state, act } = useSlack();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {state.alerts.slice(-4).map((alert) => (
        <div className="toast" key={alert.id} data-testid="alert">
          <span>{alert.text}</span>
          <button type="button" className="plain" aria-label="Put away" onClick={() => void act({ type: 'dismiss', alert: alert.id })}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
