import type { KnownBlock } from '@slack/types';
import { input } from '../blocks/input.ts';
import { longText } from './element.ts';
import { breakGlassBlock, reasonBlock } from './ids.ts';

export const askReason = (reason: string | undefined): KnownBlock =>
  input({
    id: reasonBlock,
    label: 'Reason',
    element: longText('Reason', reason ?? '', { multiline: true }),
    hint: 'Why. Approvers and the audit see it.',
    optional: true,
  });

export interface Glass {
  readonly breakGlass?: string | undefined;
  /** The person may break the glass in the environment; else it is asked for only where it was said already. */
  readonly mayBreakGlass?: boolean | undefined;
}

export function askBreakGlass({ breakGlass, mayBreakGlass }: Glass): KnownBlock[] {
  if (!mayBreakGlass && breakGlass === undefined) return [];
  const block = input({
    id: breakGlassBlock,
    label: 'Break glass',
    element: longText('Break glass', breakGlass ?? '', { multiline: true }),
    hint: 'Why it must run at once, without approval. Alarms the security channel. In place of a reason.',
    optional: true,
  });
  return [block];
}
