import fc from 'fast-check';
import { groupNames, minute, persons } from './world.ts';

export type Says = 'approve' | 'reject' | 'withdraw';

/** One thing that somebody does, or that happens. `on`: the request that it is about, of those that there are. */
export type Move = { readonly on: number; readonly who: number } & (
  | { readonly does: 'work' | 'work twice' | 'follow' | 'restart' | 'cancel' | 'undo' | 'leave' | 'ask again' }
  | { readonly does: 'agree'; readonly all: readonly number[] }
  | { readonly does: 'confirm'; readonly of: 'this' | 'older' | 'other' }
  | { readonly does: 'click'; readonly says: Says; readonly of: 'this' | 'older' | 'other'; readonly doubled: boolean }
  | { readonly does: 'settle'; readonly ran: boolean }
  | { readonly does: 'review' }
  | { readonly does: 'regroup'; readonly group: string; readonly into: boolean }
  | { readonly does: 'deactivate'; readonly back: boolean }
  | { readonly does: 'silence' | 'mute' | 'pack'; readonly now: boolean }
  | { readonly does: 'rule'; readonly rule: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'drift'; readonly what: 'more' | 'fewer' | 'document' | 'role' }
  | { readonly does: 'fate'; readonly fate: 'refused' | 'throttled' | 'no answer' | 'no answer, not sent' | 'crash before' | 'crash after' }
  | { readonly does: 'end'; readonly well: boolean }
);

/** Something that is asked for. */
export interface Wish {
  readonly asker: number;
  readonly glass: boolean;
  /** Says yes to the card at once. */
  readonly sure: boolean;
  readonly waves: number;
  readonly undo: 'none' | 'offered' | 'itself';
}

export interface Life {
  readonly rule: number;
  readonly wishes: readonly Wish[];
  readonly moves: readonly Move[];
}

const oneIn = (n: number) => fc.integer({ min: 1, max: n }).map((drawn) => drawn === 1);
const seldom = oneIn(3);
const mostly = seldom.map((is) => !is);
const hashes = fc.oneof({ weight: 8, arbitrary: fc.constant('this') }, fc.constant('older'), fc.constant('other')) as fc.Arbitrary<
  'this' | 'older' | 'other'
>;
const whole = { on: fc.nat(2), who: fc.nat(persons.length - 1) };
const move = (does: string, more: object = {}) => fc.record({ ...whole, does: fc.constant(does), ...more }) as fc.Arbitrary<Move>;
const says = fc.oneof({ weight: 8, arbitrary: fc.constant('approve') }, fc.constant('reject'), fc.constant('withdraw'));

const moves: readonly [number, fc.Arbitrary<Move>][] = [
  [20, move('work')],
  [4, move('work twice')],
  [12, move('agree', { all: fc.subarray([1, 2, 3, 4], { minLength: 1 }) })],
  [10, move('click', { says, of: hashes, doubled: oneIn(6) })],
  [9, move('confirm', { of: hashes })],
  [4, move('follow')],
  [5, move('end', { well: fc.boolean() })],
  [4, move('wait', { ms: fc.constantFrom(1_000, 16_000, 76_000, 76_000, 11 * minute, 16 * minute, 31 * minute) })],
  [3, move('rule', { rule: fc.nat(6) })],
  [9, move('regroup', { group: fc.constantFrom(...groupNames, 'leads', 'leads', 'security'), into: fc.boolean() })],
  [2, move('deactivate', { back: mostly })],
  [5, move('drift', { what: fc.constantFrom('more', 'fewer', 'document', 'role') })],
  [5, move('fate', { fate: fc.constantFrom('refused', 'throttled', 'no answer', 'no answer, not sent', 'crash before', 'crash after') })],
  [2, move('silence', { now: seldom })],
  [2, move('mute', { now: seldom })],
  [1, move('pack', { now: fc.boolean() })],
  [1, move('cancel')],
  [2, move('undo')],
  [1, move('leave')],
  [2, move('settle', { ran: fc.boolean() })],
  [2, move('review')],
  [1, move('restart')],
  [1, move('ask again')],
];

const wish: fc.Arbitrary<Wish> = fc.record({
  asker: fc.nat(2),
  glass: oneIn(4),
  sure: oneIn(5).map((not) => !not),
  waves: fc.integer({ min: 1, max: 3 }),
  undo: fc.constantFrom('none', 'none', 'offered', 'itself'),
});

export const lives: fc.Arbitrary<Life> = fc.record({
  rule: fc.nat(5),
  wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
  moves: fc.array(fc.oneof(...moves.map(([weight, arbitrary]) => ({ weight, arbitrary }))), { minLength: 20, maxLength: 60 }),
});
