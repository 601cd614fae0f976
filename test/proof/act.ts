import type { Request } from '../../src/domain/request.ts';
import { mustBeAsker } from '../../src/handlers/speaking.ts';
import { cancelRequest } from '../../src/workflows/lifecycle/cancel.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { followEnvironment } from '../../src/workflows/lifecycle/follow.ts';
import { settle } from '../../src/workflows/lifecycle/recover.ts';
import { closeReview } from '../../src/workflows/lifecycle/review.ts';
import { leaveRequest, undoRequest } from '../../src/workflows/lifecycle/undo.ts';
import type { Move } from './moves.ts';
import { rules } from './rules.ts';
import { change, minute, persons, standing, type World } from './world.ts';

/** Does one move, as the handlers do it, but without what they look at first: the lifecycle must hold by itself. */
export async function act(desk: Desk, world: World, move: Move, ids: readonly string[], on: number): Promise<void> {
  const id = ids[on] as string;
  const by = persons[move.who] as (typeof persons)[number];
  switch (move.does) {
    case 'confirm': {
      const hash = await hashOf(desk, world, move.of, ids, on);
      const expiresAt = world.now + 30 * minute;
      const after = await desk.requests.change(id, (now) => {
        // The asker says yes far more often than others try to.
        const who = move.who === 4 ? by : now.asker;
        mustBeAsker(now, who);
        return { kind: 'confirmed', by: who, hash, expiresAt, remindAt: world.now + 15 * minute };
      });
      if (after.hash !== hash) world.faults.push(`the card of another plan was taken for a yes to ${id}`);
      return;
    }
    case 'click': {
      const hash = await hashOf(desk, world, move.of, ids, on);
      const key = move.doubled ? world.lastClick : `click ${world.now}`;
      world.lastClick = key;
      const verdict = { key, by, says: move.says, hash, at: world.now };
      await desk.requests.change(id, () => ({ kind: 'verdict-given', verdict }));
      return;
    }
    case 'agree':
      // Several, one after another; the asker among them may try.
      for (const one of move.all.map((who) => persons[who] as (typeof persons)[number])) {
        const hash = await hashOf(desk, world, 'this', ids, on);
        const verdict = { key: `click ${world.now} ${one.id}`, by: one, says: 'approve', hash, at: world.now } as const;
        await desk.requests.change(id, () => ({ kind: 'verdict-given', verdict }));
      }
      return;
    case 'cancel':
      await cancelRequest(desk, id, by);
      return;
    case 'undo':
      return undoRequest(desk, id, by);
    case 'leave':
      return leaveRequest(desk, id, by);
    case 'settle': {
      const request = (await desk.requests.get(id)) as Request;
      const wave = request.waves.findIndex(({ state }) => state === 'unknown');
      await settle(desk, id, by, move.ran ? `command of ssm-chatops:${id}:${wave + 1}` : undefined);
      return;
    }
    case 'review':
      await closeReview(desk, id, by, 'looked at');
      return;
    case 'follow':
      return followEnvironment(desk, standing(world).environment);
    case 'end': {
      const [key] = [...world.runs].find(([, state]) => state === 'running') ?? [];
      if (key) world.runs.set(key, move.well ? 'succeeded' : 'failed');
      return;
    }
    default:
      return happen(world, move, by.id);
  }
}

/** The plan that a card shows: today's, the one before it, or another request's. */
async function hashOf(desk: Desk, world: World, of: 'this' | 'older' | 'other', ids: readonly string[], on: number): Promise<string> {
  const hash = async (at: number) => (await desk.requests.get(ids[at % ids.length] as string))?.hash ?? 'none';
  const today = await hash(on);
  const known = world.hashes.get(on) ?? [];
  if (!known.includes(today)) world.hashes.set(on, [...known, today]);
  if (of === 'older') return known.find((each) => each !== today) ?? today;
  return of === 'other' ? hash(on + 1) : today;
}

/** What changes around the requests. */
function happen(world: World, move: Move, who: string): void {
  const { groups, gone } = standing(world);
  switch (move.does) {
    case 'regroup': {
      const others = (groups[move.group] ?? []).filter((id) => id !== who);
      change(world, { groups: { ...groups, [move.group]: move.into ? [...others, who] : others } });
      return;
    }
    case 'deactivate':
      change(world, { gone: move.back ? gone.filter((id) => id !== who) : [...gone, who] });
      return;
    case 'silence':
      change(world, { silent: move.now });
      return;
    case 'mute':
      world.mute = move.now;
      return;
    case 'pack':
      world.packs = move.now;
      return;
    case 'rule':
      change(world, { rule: rules[move.rule] as (typeof rules)[number] });
      return;
    case 'wait':
      world.now += move.ms;
      return;
    case 'fate':
      world.fate = move.fate;
      return;
    case 'drift':
      drift(world, move.what);
      return;
    default:
  }
}

function drift(world: World, what: 'more' | 'fewer' | 'document' | 'role'): void {
  if (what === 'more') world.targets = [...world.targets, `i-${world.targets.length + 1}-${world.document}`];
  if (what === 'fewer' && world.targets.length > 1) world.targets = world.targets.slice(1);
  if (what === 'document') world.document += 1;
  if (what === 'role') {
    const { environment } = standing(world);
    const { roles } = environment;
    change(world, { environment: { ...environment, roles: { ...roles, operate: `${roles.operate}-2` } } });
  }
}
