import { UserError } from '../../errors.ts';

const maxLabelCharacters = 100; // LabelParameterVersion
/** A version has at most so many labels, and a label is on one version at most. LabelParameterVersion. */
export const maxLabelsOfVersion = 10;

/** Why AWS would not take a label, in one sentence; undefined if it would. The rules are those of LabelParameterVersion. */
export function labelProblem(label: string): string | undefined {
  if (label === '') return 'The label is missing: write one like live or release-7.';
  if (label.length > maxLabelCharacters)
    return `The label has ${label.length} characters: ${maxLabelCharacters} are possible. Write a shorter one.`;
  const odd = /[^\w.-]/u.exec(label)?.[0];
  if (odd)
    return `The label "${label}" has ${/\s/u.test(odd) ? 'a space' : `"${odd}"`} in it: labels consist of letters without accents, digits, and . - _.`;
  if (/^\d/.test(label)) return `The label "${label}" begins with a digit: numbers name versions. Begin it with a letter, as in v${label}.`;
  const reserved = /^(aws|ssm)/i.exec(label)?.[1];
  if (reserved) return `The label "${label}" begins with ${reserved}: those are kept for AWS. Begin it otherwise.`;
  return undefined;
}

/** Throws UserError where AWS would not take the label. */
export function checkLabel(label: string): void {
  const wrong = labelProblem(label);
  if (wrong) throw new UserError(wrong);
}
