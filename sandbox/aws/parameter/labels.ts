import { refuse } from '../refusal.ts';
import { noSuchVersion } from './name.ts';
import { newest, type Parameter, type ParameterVersion } from './parameter.ts';

const maxLabels = 10; // of a version

/** Letters, digits, . - _; not beginning with a digit, nor with aws or ssm in any case. */
export const isLabel = (label: string) => /^(?!\d|aws|ssm)[\w.-]{1,100}$/i.test(label);

/** The version with this number; without one the newest. */
export function requireNumber(parameter: Parameter, number: number | undefined): ParameterVersion {
  if (number === undefined) return newest(parameter);
  return parameter.versions.find(({ version }) => version === number) ?? noSuchVersion(parameter.name, number);
}

/** Puts labels on a version; from another version they move. Returns those that can be no labels: the others are put all the same. */
export function attach(parameter: Parameter, version: ParameterVersion, labels: readonly string[]): string[] {
  const good = labels.filter(isLabel);
  if (new Set([...version.labels, ...good]).size > maxLabels)
    refuse(
      'ParameterVersionLabelLimitExceeded',
      'A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.',
    );
  for (const label of good) {
    for (const other of parameter.versions) other.labels.delete(label);
    version.labels.add(label);
  }
  return labels.filter((label) => !isLabel(label));
}
