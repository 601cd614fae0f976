import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate } from '../../../sandbox/slack/mrkdwn/date.ts';
import { escapeText, parseMrkdwn, unescapeText } from '../../../sandbox/slack/mrkdwn/parse.ts';
import { plainMrkdwn, type Reader } from '../../../sandbox/slack/mrkdwn/plain.ts';

const now = Date.UTC(2030, 0, 15, 12);
const reader: Reader = {
  tz: 'Europe/Stockholm',
  now,
  user: (id) => ({ U0BO: 'bo' })[id] ?? id,
  channel: (id) => ({ C0OPS: 'ops' })[id] ?? id,
  group: (id) => ({ S0LEADS: 'sre-leads' })[id] ?? id,
};
const read = (text: string): string => plainMrkdwn(text, reader);

test('names stand for ids, and signs of style are not read', () => {
  expect(read('*Ask* <@U0BO> or <!subteam^S0LEADS> in <#C0OPS>, _now_ ~later~')).toBe('Ask @bo or @sre-leads in #ops, now later');
  expect(read('<https://example.com|the page> &amp; <https://example.com>')).toBe('the page & https://example.com');
  expect(read('<!here> :tada:')).toBe('@here :tada:');
});

test('a date is read in the zone of the reader', () => {
  const at = Date.UTC(2030, 0, 15, 23, 30) / 1000;
  expect(read(`<!date^${at}^{date_short_pretty} {time}|15 Jan>`)).toBe('Tomorrow 12:30 AM');
  expect(formatDate(at, '{date_num} {time}', 'x', 'America/New_York', now)).toBe('2030-01-15 6:30 PM');
  expect(formatDate(at, '{date} at {time_secs}', 'x', 'UTC', now)).toBe('January 15th, 2030 at 11:30:00 PM');
  expect(formatDate(at, 'no token', 'fallback', 'UTC', now)).toBe('fallback');
  expect(formatDate(now / 1000 - 7200, '{ago}', 'x', 'UTC', now)).toBe('2 hours ago');
});

test('styles hold at the edges of words only', () => {
  expect(read('snake_case_name and 2*3*4 and a ~ b ~ c')).toBe('snake_case_name and 2*3*4 and a ~ b ~ c');
  expect(parseMrkdwn('*bold _and italic_*')).toMatchObject([{ kind: 'bold', inside: [{ kind: 'text' }, { kind: 'italic' }] }]);
});

test('a quote ends with its line', () => {
  expect(parseMrkdwn('&gt; said\nnot said')).toEqual([
    { kind: 'quote', inside: [{ kind: 'text', text: 'said' }] },
    { kind: 'text', text: 'not said' },
  ]);
});

test('text that was escaped reads as it was, whatever it held', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => unescapeText(escapeText(text)) === text));
});

test('a code block keeps its bytes', () => {
  const script = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('`') && !/^\n|\n$/.test(text) && text !== '');
  fc.assert(
    fc.property(script, (text) => {
      const [mark] = parseMrkdwn(`\`\`\`\n${escapeText(text)}\n\`\`\``);
      expect(mark).toEqual({ kind: 'pre', text: escapeText(text) });
    }),
  );
});

test('no text breaks the parser', () => {
  const signs = fc.string({ unit: fc.constantFrom('*', '_', '~', '`', '<', '>', '@', '|', '\n', ' ', 'a', ':', '!', '&') });
  fc.assert(fc.property(signs, (text) => typeof read(text) === 'string'));
});
