import { createContext, Script } from 'node:vm';

// Enough for any pattern that is meant well, on 8 KB.
const withinMs = 100;
// One for all: to make one takes longer than to look.
const context = createContext({ pattern: '', text: '' });
const script = new Script('new RegExp(pattern, "u").test(text)');

/**
 * Whether a pattern is found in a text; 'unknown' where JavaScript can't read the pattern (AWS's are Java's), or did not finish within 100 ms.
 * The time is what bounds it: V8 looks at the clock while a regular expression goes back over its text, so even (a+)+$ ends.
 */
export function found(pattern: string, text: string): boolean | 'unknown' {
  // Only strings go in, and the code is the one line above: the context is for its time limit, not for safety.
  Object.assign(context, { pattern, text });
  try {
    return script.runInContext(context, { timeout: withinMs }) === true;
  } catch {
    return 'unknown';
  } finally {
    // The text may be a secret.
    Object.assign(context, { pattern: '', text: '' });
  }
}
