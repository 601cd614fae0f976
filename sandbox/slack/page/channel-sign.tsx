import type { ReactNode } from 'react';

/** What stands before a channel's name: '#', or a lock. Drawn, because not every machine has a letter for it. */
export function ChannelSign({ hidden }: { hidden: boolean }): ReactNode {
  if (!hidden) return '#';
  return (
    <svg width="0.8em" height="0.9em" viewBox="0 0 16 18" role="img" aria-label="private">
      <path d="M4 8V5a4 4 0 0 1 8 0v3" fill="none" stroke="currentColor" strokeWidth="2" />
      <rect x="2" y="8" width="12" height="9" rx="1.5" fill="currentColor" />
    </svg>
  );
}
