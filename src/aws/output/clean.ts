import { setImmediate } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { maskSecrets } from '../mask.ts';

/** So many characters are masked at once: longer work would keep other people's clicks waiting. */
const pieceLength = 250_000;

/** Terminal colours out and line ends as one line feed: then equal output is equal, and secrets have their shape. */
export const plainLines = (text: string): string => stripVTControlCharacters(text).replaceAll('\r\n', '\n');

/** Masks text of any length. It is cut between lines only, where the masking knows keys whose other half is missing. */
export async function maskLong(text: string): Promise<string> {
  let masked = '';
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at + pieceLength);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    masked += await maskSecrets(text.slice(at, end));
    at = end;
    await setImmediate();
  }
  return masked;
}
