import { fitsPolicy } from '../../aws/session-policy.ts';
import type { Statement } from '../../domain/operation.ts';

const maxInstanceIds = 50; // SendCommand

/**
 * Cuts targets into pieces that fit one call and one session policy, in their order:
 * none twice, none left out.
 */
export function cutIntoWaves(targets: readonly string[], rights: (piece: readonly string[]) => readonly Statement[]): string[][] {
  const waves: string[][] = [];
  let piece: string[] = [];
  for (const target of targets) {
    const longer = [...piece, target];
    if (piece.length > 0 && (longer.length > maxInstanceIds || !fitsPolicy(rights(longer)))) {
      waves.push(piece);
      piece = [target];
    } else piece = longer;
  }
  return piece.length > 0 ? [...waves, piece] : waves;
}
