import type { Channel } from '../../domain/channel.ts';

/** What stands in a form's private metadata: ids and names, never what was typed and never an address. */
export interface FormPlace {
  /** Of the request that the form becomes when it is sent: made when it is opened, so one form is one request. */
  readonly id: string;
  readonly channel: Channel;
  readonly environment?: string | undefined;
  /** The request that is discarded when this one is sent. */
  readonly replaces?: string | undefined;
}

export const environmentBlock = 'environment';
export const reasonBlock = 'reason';
export const breakGlassBlock = 'break-glass';
export const fieldBlock = (key: string): string => `field.${key}`;

/** Where a file can be given in place of the text of a field. */
export const fileBlock = (key: string): string => `file.${key}`;

const parameterStart = 'parameter.';
export const parameterBlock = (name: string): string => `${parameterStart}${name}`;
/** The document's parameter that a block asks for. */
export const parameterOf = (block: string): string | undefined =>
  block.startsWith(parameterStart) ? block.slice(parameterStart.length) : undefined;

const listStart = 'list.';
/** The document stands in it: where another one is chosen, Slack must not keep what was written for the first. */
export const parameterAction = (document: string, list: boolean): string => `${list ? listStart : 'value.'}${document}`;
/** Each line is a value of its own. */
export const isList = (action: string): boolean => action.startsWith(listStart);

const pickStart = 'pick.';
/** Slack asks for the options of a picker by this id. */
export const pickAction = (kind: string): string => `${pickStart}${kind}`;
export const pickedKind = (action: string): string | undefined =>
  action.startsWith(pickStart) ? action.slice(pickStart.length) : undefined;

/** An option that only says something. Chosen, it counts as nothing. */
export const noticeValue = 'notice';

export const formMetadata = (place: FormPlace): string => JSON.stringify(place);

export function readFormPlace(metadata: string): FormPlace | undefined {
  try {
    const place = JSON.parse(metadata) as Partial<FormPlace>;
    return typeof place.id === 'string' && typeof place.channel?.id === 'string' ? (place as FormPlace) : undefined;
  } catch {
    return undefined;
  }
}
