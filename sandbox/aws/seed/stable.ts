import { createHash } from 'node:crypto';

/** Hex digits that depend on the name alone, so that every start has the same world. */
export const stableHex = (name: string, length: number) => createHash('sha256').update(name).digest('hex').slice(0, length);

/** A number from 0 up to (not including) 1 that depends on the name alone. */
export const stableFraction = (name: string) => Number.parseInt(stableHex(name, 8), 16) / 0x1_0000_0000;
