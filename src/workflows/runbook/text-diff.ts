import { createTwoFilesPatch } from 'diff';

/** The unified diff of two texts, without a header; says so where they are alike. */
export function textDiff(before: string, after: string): string {
  const lined = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
  const patch = createTwoFilesPatch('', '', lined(before), lined(after), undefined, undefined, { context: 3 });
  const from = patch.indexOf('@@');
  return from < 0 ? '(no line differs)' : patch.slice(from).trimEnd();
}
