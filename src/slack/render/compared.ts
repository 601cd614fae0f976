import type { KnownBlock } from '@slack/types';
import type { Comparison, Request } from '../../domain/request.ts';
import { shortId } from '../../domain/request.ts';
import { code } from '../blocks/code.ts';
import { codeSpan, join, type Mrkdwn, mrkdwn, time } from '../mrkdwn.ts';

/** So long are records kept, and so far back goes "nothing like it". */
const keptDays = 90;

/** 'Same script as request 41b2c3, yesterday at 14:02: 50 of 50 succeeded · 2 more: i-0ab…', or that there was none. */
export function comparedLines(request: Request): Mrkdwn[] {
  const { compared, likeness, again, environment } = request;
  if (compared) return [join([earlier(request, compared), ...differences(request, compared)])];
  // Of a request that repeats one no longer kept, no other was looked for.
  if (likeness === undefined || again !== undefined) return [];
  return [mrkdwn`Nothing like it was run on ${environment} in the last ${keptDays} days.`];
}

function earlier({ plan }: Request, { how, id, at, outcome, differs }: Comparison): Mrkdwn {
  // 'succeeded: 50 of 50 succeeded' says it twice.
  const then = mrkdwn`${time(new Date(at))}: ${outcome.replace(/^succeeded: /, '')}`;
  const ref = mrkdwn`request ${codeSpan(shortId(id))}`;
  if (how === 'again') {
    const words = differs.length > 0 ? differs.join(' · ') : 'the same script, targets and settings';
    return mrkdwn`Compared with ${ref}: ${words} · that one, ${then}`;
  }
  const what = plan?.texts[0]?.label.toLowerCase() ?? 'document';
  return how === 'text' ? mrkdwn`Same ${what} as ${ref}, ${then}` : mrkdwn`Last on the same targets: ${ref}, ${then}`;
}

function differences({ drifted }: Request, { how, differs }: Comparison): Mrkdwn[] {
  // It was compared when it was planned first: what the new plan adds stands beside it.
  const before = drifted ? mrkdwn`before the plan changed: ` : mrkdwn``;
  if (how === 'again') return drifted ? [mrkdwn`compared before the plan changed`] : [];
  return [mrkdwn`${before}${differs.length > 0 ? differs.join(' · ') : 'same targets and settings'}`];
}

/** Each text that is another now, as a unified diff, whole. Throws RangeError where Slack can't show it. */
export const diffBlocks = ({ compared }: Request): KnownBlock[] =>
  (compared?.diffs ?? []).flatMap(({ label, text }) =>
    code(text, `Changed since request ${shortId(compared?.id ?? '')}: ${label.toLowerCase()}`, { whole: true }),
  );
