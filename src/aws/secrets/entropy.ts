const minRun = 20; // shorter ones are words and ids as often as secrets
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const awsId = /^(?:[a-z]+-)+[0-9a-f]{8,17}$/; // i-, ami-, subnet-, eipalloc-
// "sha256:..." says what it is: a sum that anybody can make.
const sum = /\b(?:sha|sha1|sha256|sha384|sha512|md5)[-:=][A-Za-z0-9+/=]+/gi;

/** Shannon's entropy of a text: bits for each of its characters. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Whether a text holds a run of 20 or more characters of base64, base64url or hexadecimal that looks drawn by lot. */
export function holdsRandom(text: string): boolean {
  const runs = text.replace(sum, ' ').match(/[A-Za-z0-9+/=_-]{20,}/g) ?? [];
  return runs.some((run) => !uuid.test(run) && !awsId.test(run) && isRandom(run));
}

function isRandom(run: string): boolean {
  const pieces = run.split(/[-_/+=]+/);
  return pieces.some(isRandomPiece) || isMixed(run, pieces);
}

/** One piece of one case: hexadecimal, or letters and digits in a mess. */
function isRandomPiece(piece: string): boolean {
  if (piece.length < minRun || !/\d/.test(piece) || !/[a-z]/i.test(piece)) return false;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(piece)) return entropyOf(piece) >= 3;
  return /^(?:[a-z\d]+|[A-Z\d]+)$/.test(piece) && entropyOf(piece) >= 3.5 && meanWord(piece) < 3.5;
}

/** Both cases and digits, as base64 has them: words written together have longer pieces of one kind. */
function isMixed(run: string, pieces: readonly string[]): boolean {
  const letters = pieces.join('');
  if (!/[a-z]/.test(letters) || !/[A-Z]/.test(letters) || !/\d/.test(letters)) return false;
  if (letters.length < minRun - 4 || Math.max(...pieces.map((piece) => piece.length)) < 8) return false;
  return meanWord(letters) < 2.8 && entropyOf(run) >= Math.min(4.5, 0.85 * Math.log2(run.length));
}

/** How long the words are that a text seems to consist of: 'dbHost12' has db, Host and 12. */
function meanWord(text: string): number {
  return text.length / (text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g)?.length ?? 1);
}
