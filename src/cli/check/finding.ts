/** What a look came to. `unknown`: it could not be looked at, which says nothing about how it is. */
export type State = 'ok' | 'warning' | 'problem' | 'unknown';

/** The areas, in the order in which they are shown. */
export const areas = ['settings', 'policies', 'slack', 'channels', 'groups', 'redis', 'key', 'aws'] as const;
export type Area = (typeof areas)[number];

/** One thing that was looked at. `fix` says what to do about it. */
export interface Finding {
  readonly area: Area;
  readonly name: string;
  readonly state: State;
  readonly says: string;
  readonly fix?: string;
}

/** Makes the findings of one area. What is wrong always has its fix. */
export function findingsOf(area: Area) {
  return {
    ok: (name: string, says: string): Finding => ({ area, name, state: 'ok', says }),
    warning: (name: string, says: string, fix: string): Finding => ({ area, name, state: 'warning', says, fix }),
    problem: (name: string, says: string, fix: string): Finding => ({ area, name, state: 'problem', says, fix }),
    unknown: (name: string, says: string, fix?: string): Finding => ({ area, name, state: 'unknown', says, ...(fix && { fix }) }),
  };
}

export const countOf = (findings: readonly Finding[], state: State): number => findings.filter((finding) => finding.state === state).length;
