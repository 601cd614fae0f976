import { giveIds } from '../blocks/ids.ts';
import { checkMessageBlocks } from '../blocks/limits.ts';
import type { Piece } from '../blocks/piece.ts';
import type { Json } from '../world.ts';
import { ApiError } from './error.ts';

// chat.postMessage cuts text at 40,000 characters; an update refuses it already at 4,000, by msg_too_long.
const maxText = 40_000;

/** Checks and takes the words of a message: text, blocks and metadata. */
export function takeContent(args: Json): { text: string; blocks?: Piece[]; metadata?: Json } {
  const text = args.text === undefined || args.text === null ? '' : String(args.text);
  if (text.length > maxText) throw new ApiError('msg_too_long');
  const blocks = args.blocks === undefined || args.blocks === null ? undefined : checkMessageBlocks(args.blocks);
  if (text === '' && !(blocks && blocks.length > 0)) throw new ApiError('no_text');
  return { text, ...(blocks ? { blocks: giveIds(blocks) } : {}), ...takeMetadata(args.metadata) };
}

function takeMetadata(metadata: unknown): { metadata?: Json } {
  if (metadata === undefined || metadata === null) return {};
  const { event_type, event_payload } = metadata as Json;
  if (typeof event_type !== 'string' || typeof event_payload !== 'object' || event_payload === null)
    throw new ApiError('invalid_metadata_format');
  // Slack refuses metadata that is longer than 8 KB.
  if (JSON.stringify(metadata).length > 8192) throw new ApiError('metadata_too_large');
  return { metadata: { event_type, event_payload } };
}
