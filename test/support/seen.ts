import type { SeenMessage, SeenView } from '../../sandbox/slack/people/state-types.ts';

export type Message = SeenMessage;
export interface Modal extends Omit<SeenView, 'errors'> {
  /** Field errors by the label of the field. */
  errors: Record<string, string>;
}
export interface Within {
  readonly within?: number;
}

/** A view with its errors under the labels that a person reads. */
export function asModal(view: SeenView): Modal {
  const labels = new Map(view.controls.map((control) => [control.block_id, control.label]));
  return {
    ...view,
    errors: Object.fromEntries(Object.entries(view.errors).map(([blockId, text]) => [labels.get(blockId) ?? blockId, text])),
  };
}

/** Whether text holds what is wanted. */
export function fits(text: string, wanted: RegExp | string): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : new RegExp(wanted.source, wanted.flags.replace('g', '')).test(text);
}

/** Text under a bullet. */
export function indent(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

/** Messages in a few lines, for the words of an error. */
export function describeMessages(messages: readonly Message[]): string {
  if (messages.length === 0) return '  (nothing)';
  return messages
    .slice(-12)
    .map(
      (one) =>
        `  ${one.ts}${one.thread_ts ? ` in ${one.thread_ts}` : ''}${one.ephemeral ? ' (only visible to them)' : ''} ${one.user}:\n    ${indent(one.visible)}${one.buttons.map((label) => ` [${label}]`).join('')}`,
    )
    .join('\n');
}
