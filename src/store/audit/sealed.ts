import type { Redis } from 'ioredis';
import type { Keyring } from '../keyring.ts';
import { rowsAtOnce, type Seal, sealedText, sealOf, sealsKey } from '../seal.ts';
import type { Finding } from './chain.ts';
import { comparePlaces, type Entry } from './entry.ts';
import { pagesOf } from './read.ts';

/** Holds the seals against the rows, as both are read in their order. */
export interface SealCheck {
  take(entry: Entry): Promise<Finding[]>;
  /** After the last row. */
  end(): Promise<Finding[]>;
  seen(): { readonly seals: number; readonly sealedUpTo: string | undefined; readonly unsealed: number };
}

/** `left`: seals as they left Redis. Each must still be there as it was. */
export function createSealCheck(redis: Redis, keyring: Pick<Keyring, 'auditSeal'>, left: readonly Seal[]): SealCheck {
  const stored = sealsIn(redis);
  const outside = new Map(left.map((seal) => [`${seal.upTo} ${seal.mac}`, seal]));
  let seal: Seal | undefined;
  let begun = false;
  let last: Seal | undefined;
  let seals = 0;
  let texts: string[] = [];
  let rows = 0;
  let upTo = '';

  async function next(): Promise<void> {
    begun = true;
    const { value } = await stored.next();
    seal = value ?? undefined;
  }
  /** The rows of the seal are read: is it over them? */
  async function close(current: Seal): Promise<Finding[]> {
    const mac = keyring.auditSeal(last?.mac ?? '', texts.join('\n'));
    const isRight = current.mac === mac && current.rows === rows && current.upTo === upTo;
    const found = isRight
      ? []
      : [
          wrong(
            current,
            `The ${current.rows} rows up to this one, after ${last?.upTo ?? 'the beginning'}, are not those that were sealed.`,
          ),
        ];
    outside.delete(`${current.upTo} ${current.mac}`);
    [last, texts, rows, seals] = [current, [], 0, seals + 1];
    await next();
    return found;
  }

  return {
    async take({ id, fields }) {
      if (!begun) await next();
      const found: Finding[] = [];
      while (seal && comparePlaces(id, seal.upTo) > 0) found.push(...(await close(seal)));
      rows += 1;
      upTo = id;
      // After the last seal nothing is to be proven; no seal has more rows than these.
      if (seal && rows <= rowsAtOnce) texts.push(sealedText(id, fields));
      if (seal?.upTo === id) found.push(...(await close(seal)));
      return found;
    },
    async end() {
      if (!begun) await next();
      const found: Finding[] = [];
      while (seal) found.push(...(await close(seal)));
      for (const gone of outside.values())
        found.push(wrong(gone, 'This seal left Redis and is not there any more, or is another: what it was over was changed.'));
      return found;
    },
    seen: () => ({ seals, sealedUpTo: last?.upTo, unsealed: rows }),
  };
}

const wrong = ({ upTo }: Seal, what: string): Finding => ({ kind: 'seal', id: upTo, what });

async function* sealsIn(redis: Redis): AsyncGenerator<Seal> {
  for await (const page of pagesOf(redis, sealsKey)) yield* page.map(sealOf);
}
