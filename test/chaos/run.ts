import type { Ambushes, Sighting, Verb } from './ambush.ts';
import type { Point, Watch } from './points.ts';

/** One thing that Ana wants done, and the point at which the bot is struck meanwhile. */
export interface Run {
  /** In the reason and the script: by it all that belongs to the run is known. */
  readonly marker: string;
  readonly point: Point;
  readonly channel: string;
  /** Requests that came of it: several where she typed again. */
  readonly ids: Set<string>;
  readonly verbs: Set<Verb>;
  /** How often an ambush was sprung, and how often of these the bot was killed. */
  strikes: number;
  kills: number;
  /** How often the outcome was not known and a person had to say. */
  asked: number;
  struckAt: number | undefined;
  /** Milliseconds from the last strike until the record went on, or after its end the last message. */
  recovery: number | undefined;
  /** What was seen to be wrong on the way. */
  readonly faults: string[];
}

export const createRun = (marker: string, point: Point, channel: string): Run => ({
  marker,
  point,
  channel,
  ids: new Set(),
  verbs: new Set(),
  strikes: 0,
  kills: 0,
  asked: 0,
  struckAt: undefined,
  recovery: undefined,
  faults: [],
});

/** Keeps what the wires saw of the run. */
export function noticeRun(run: Run, sighting: Sighting): void {
  const isRecord = sighting.on === 'record' && sighting.marker === run.marker;
  const isLast = sighting.on === 'shown' && run.ids.has(sighting.id) && sighting.kind === 'final';
  if (run.struckAt !== undefined && (isRecord || isLast)) run.recovery ??= Date.now() - run.struckAt;
  if (!isRecord) return;
  run.ids.add(sighting.id);
  run.verbs.add(sighting.verb);
}

/** Lays the run's ambushes, one after the other. `randomMs`: when those of a random time are sprung. */
export function layFor(run: Run, ambushes: Ambushes, kill: () => void, randomMs: () => number): void {
  const [...watches] = run.point.watches;
  const layNext = (): void => {
    const watch = watches.shift();
    if (!watch) return;
    const harm = 'harm' in watch ? watch.harm : 'kill';
    const strike = (): void => {
      run.struckAt = Date.now();
      run.recovery = undefined;
      run.strikes += 1;
      if (harm.includes('kill')) {
        run.kills += 1;
        kill();
      }
      layNext();
    };
    if (watch.on === 'time') setTimeout(strike, randomMs()).unref();
    else ambushes.lay({ when: watch.when, harm, strike, fits: (sighting) => fits(run, watch, sighting) });
  };
  layNext();
}

function fits(run: Run, watch: Watch, sighting: Sighting): boolean {
  switch (sighting.on) {
    case 'record':
      return (
        watch.on === 'record' &&
        sighting.marker === run.marker &&
        sighting.verb === watch.verb &&
        (watch.wave === undefined || watch.wave === sighting.wave)
      );
    case 'shown':
      return watch.on === 'shown' && run.ids.has(sighting.id) && sighting.kind === watch.kind && sighting.mark === watch.mark;
    case 'slack':
      if (watch.on !== 'slack' || watch.method !== sighting.method) return false;
      return watch.kind ? watch.kind === sighting.kind && run.ids.has(sighting.id ?? '') : sighting.body.includes(run.marker);
    case 'aws':
      return watch.on === 'aws' && watch.operation === sighting.operation && run.verbs.has(watch.since) && isOf(run, watch, sighting.body);
  }
}

/** SendCommand holds the script, a role session's name the request's id; the rest names no request. */
function isOf(run: Run, watch: Extract<Watch, { on: 'aws' }>, body: string): boolean {
  if (watch.operation === 'SendCommand') return body.includes(run.marker);
  if (watch.operation === 'AssumeRole') return [...run.ids].some((id) => body.includes(id.slice(0, 12)));
  return watch.only?.test(body) ?? true;
}
