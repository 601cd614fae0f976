import { maskLong } from '../../../aws/output/clean.ts';
import type { Stream } from '../../../domain/output.ts';
import type { Part } from '../../../domain/part.ts';
import { beginning, labelOf } from './shown.ts';

export const maskedNote = 'What looked like a secret is shown as [masked]. It is a net, not a wall: read with care.';

/** Masked before it is cut: half a secret has no shape to know it by. */
export const maskedStream = async (stream: Stream): Promise<Stream> => ({ ...stream, text: await maskLong(stream.text) });

/** The beginning of a stream that fits into so many bytes of a message; nothing where it is empty. */
export function streamPart(name: string, stream: Stream, most: number): Part[] {
  if (stream.text === '') return [];
  const shown = beginning(stream.text, most);
  return [{ kind: 'code', label: labelOf(name, stream, shown), text: shown }];
}
