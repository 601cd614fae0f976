import { type CST, Parser } from 'yaml';

/**
 * Whether a YAML text has more levels within one another. To be asked before it is parsed: the library reads levels by calling
 * itself, and on a full stack V8 may end the whole process (it compiles a regular expression there), which no catch holds up.
 * Tokens are read without a level of calls for each, and hold one another in as many levels as values do.
 */
export function isDeeper(text: string, levels: number): boolean {
  let level: CST.Token[] = [...new Parser().parse(text)];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels + 1) return true;
    level = level.flatMap((token) => {
      if (token.type === 'document') return token.value ? [token.value] : [];
      const items = 'items' in token ? token.items : [];
      return items.flatMap(({ key, value }) => [key, value]).filter((each) => each !== null && each !== undefined);
    });
  }
  return false;
}
