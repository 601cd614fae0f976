import { type Area, type Finding, findingsOf } from './finding.ts';

/** One look at the installation. What it throws says that it could not look. */
export interface Look {
  readonly area: Area;
  /** What is looked at, for where the look itself fails. */
  readonly name: string;
  find(): Promise<readonly Finding[]>;
}

const boundMs = 10_000;

/** All looks at once, each no longer than the bound. One that fails is a finding, and stops no other. */
export async function runLooks(looks: readonly Look[], withinMs = boundMs): Promise<Finding[]> {
  const found = await Promise.all(
    looks.map(({ area, name, find }) =>
      bounded(find, withinMs).catch((error: unknown) => [findingsOf(area).unknown(name, (error as Error).message)]),
    ),
  );
  return found.flat();
}

/** Asked once, shared by all looks that need it. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

async function bounded<T>(call: () => Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`There was no answer within ${withinMs / 1_000} seconds.`)), withinMs);
  });
  return Promise.race([call(), bound]).finally(() => clearTimeout(timer));
}
