import { randomBytes } from 'node:crypto';
import { actables, everyBlock, type Piece } from './piece.ts';

/** Slack gives every block and element without an id one of its own, five characters long. */
export function giveIds(blocks: readonly Piece[]): Piece[] {
  const copy = structuredClone(blocks) as Piece[];
  for (const block of everyBlock(copy)) {
    block.block_id ??= randomBytes(4).toString('base64url').slice(0, 5);
    for (const element of actables(block)) element.action_id ??= randomBytes(4).toString('base64url').slice(0, 5);
  }
  return copy;
}
