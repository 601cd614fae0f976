import type { ReactNode } from 'react';

/** A colour of its own for each person, the same every time. */
function hue(id: string): number {
  return [...id].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 360, 7);
}

/** A picture of somebody: initials on a colour. */
export function Avatar({ id, name, app, small }: { id: string; name: string; app?: boolean; small?: boolean }): ReactNode {
  const initials = app
    ? '>_'
    : name
        .split(' ')
        .map((word) => word[0])
        .join('')
        .slice(0, 2);
  return (
    <span
      className={`avatar${small ? ' small' : ''}${app ? ' app' : ''}`}
      style={app ? undefined : { background: `hsl(${hue(id)} 38% 42%)` }}
      aria-hidden="true"
    >
      {initials}
    </span>
  );
}
