import { ApiError } from '../api/error.ts';
import type { View } from '../world.ts';
import { checkBlocks } from './limits.ts';
import type { Piece } from './piece.ts';

type Json = Record<string, unknown>;

/** Checks a view against Slack's limits; throws invalid_arguments or view_too_large with the reasons. */
export function checkView(raw: unknown, type: View['type']): Json & { blocks: Piece[] } {
  if (typeof raw !== 'object' || raw === null)
    throw new ApiError('invalid_arguments', { response_metadata: { messages: ['[ERROR] missing required field: view'] } });
  const view = raw as Json;
  return { ...view, blocks: checkBlocks(view.blocks, type) };
}
