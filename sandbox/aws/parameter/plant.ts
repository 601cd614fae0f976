import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import type { Place } from '../world.ts';
import { attach, requireNumber } from './labels.ts';
import { findParameter, requireParameter } from './name.ts';
import { draftOf, keep } from './put.ts';

export interface Planted extends Omit<PutParameterRequest, 'Name' | 'Value' | 'Overwrite'> {
  readonly name: string;
  /** One version each, the oldest first. */
  readonly values: readonly string[];
  /** The version's number by label. */
  readonly labels?: Readonly<Record<string, number>>;
  /** The ARN of who put them, the last of which stands for all that follow. */
  readonly by: readonly string[];
  /** When the newest was put; each older one a week before the next. */
  readonly at: number;
}

const week = 7 * 86_400_000;

/** Puts a parameter with its history, or more versions of one that is there, past all rights. The rules of Parameter Store hold. */
export function plant(place: Place, { name, values, labels = {}, by, at, Tags, ...rest }: Planted): void {
  for (const [index, value] of values.entries()) {
    const once = index === 0 && !findParameter(place, name) ? { ...(Tags && { Tags }) } : { Overwrite: true };
    const put = at - (values.length - 1 - index) * week;
    keep(place, draftOf(place, { Name: name, Value: value, ...rest, ...once }, put), by[index] ?? by.at(-1) ?? '', put);
  }
  const parameter = requireParameter(place, name);
  for (const [label, version] of Object.entries(labels)) attach(parameter, requireNumber(parameter, version), [label]);
}
