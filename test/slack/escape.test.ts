import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, escapeText, insideBlock, insideSpan, literal, plain, reveal } from '../../src/slack/escape.ts';
import { bold, codeSpan, cutMrkdwn, fenced, group, join, link, mrkdwn, person, time } from '../../src/slack/mrkdwn.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '&amp;',
        '&',
        '<',
        '>',
        '`',
        '```',
        '*',
        '_x_',
        '~',
        ':tada:',
        '\n',
        '\u202e',
        '\u200b',
        '😀',
        '\ud83d',
        'abc ',
        '|',
      ),
    )
    .map((pieces) => pieces.join('')),
);
const unseen = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

describe('escape', () => {
  test('no mention, link or broadcast can be made', () => {
    expect(escapeText('<!channel> & <@U1> <https://a|b>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt; &lt;https://a|b&gt;');
  });

  test('no text keeps a bare sign', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const drawn of [escapeText(text), literal(text), insideBlock(text), insideSpan(text)]) {
          expect(drawn).not.toMatch(/[<>]/);
          expect(drawn.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        }
      }),
    );
  });

  test('outside words cannot dress up as ours', () => {
    expect(literal('*Approved* by ~Bo~ `x` :white_check_mark:')).toBe('∗Approved∗ by ∼Bo∼ ˋxˋ ꞉white_check_mark:');
  });

  test('names, times and ARNs stay as they are', () => {
    for (const text of [
      'my_app_name',
      '2*3',
      '14:02:11',
      'arn:aws:ssm:eu-central-1:111122223333:document/x',
      'tag:App=myapp',
      '/myapp/prod/host',
    ]) {
      expect(literal(text)).toBe(text);
    }
  });

  test('a code span ends where it should', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(insideSpan(text)).not.toMatch(/[`\n]/);
        expect(insideBlock(text)).not.toContain('```');
      }),
    );
  });
});

describe('reveal', () => {
  test('what cannot be seen is named', () => {
    expect(reveal('rm\u202e -rf\u200b \ufeff/\u{e0041}\u00a0\r\u3164')).toBe(
      'rm⟨U+202E⟩ -rf⟨U+200B⟩ ⟨U+FEFF⟩/⟨U+E0041⟩⟨U+00A0⟩⟨U+000D⟩⟨U+3164⟩',
    );
    expect(reveal('a\tb\nc d ü 日本 😀')).toBe('a\tb\nc d ü 日本 😀');
    expect(reveal('half \ud83d')).toBe('half ⟨U+D83D⟩');
  });

  test('nothing invisible is left, and twice is once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(reveal(text)).not.toMatch(unseen);
        expect(reveal(text)).not.toMatch(/\p{Cs}/u);
        expect(reveal(reveal(text))).toBe(reveal(text));
      }),
    );
  });
});

describe('cut', () => {
  test('it says how much is missing', () => {
    expect(cut('x'.repeat(1301), 120)).toBe(`${'x'.repeat(97)}… 1,204 more characters`);
    expect(cut('x'.repeat(30), 30)).toBe('x'.repeat(30));
    expect(cut('abcdef', 3)).toBe('ab…');
    expect(cut('abcdef', 0)).toBe('');
  });

  test('it never exceeds the length and parts no entity and no character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(120), (text, max) => {
        const drawn = escapeText(text.replace(/\p{Cs}/gu, ''));
        const short = cut(drawn, max);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short).not.toMatch(/\p{Cs}/u);
        expect(short.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });

  test('plain text is one line and never empty', () => {
    expect(plain('a\r\n  b', 50)).toBe('a b');
    expect(plain(' \n ', 50)).toBe('(empty)');
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, max) => {
        const line = plain(text, max);
        expect(line.length).toBeGreaterThan(0);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toContain('\n');
      }),
    );
  });
});

describe('mark-up', () => {
  test('outside values are escaped, ours and what is Mrkdwn already are not', () => {
    expect(String(mrkdwn`*${bold('a')}* ${'<!here>'} ${3} ${person('U012AB')}`)).toBe('**a** &lt;!here&gt; 3 <@U012AB>');
    expect(String(join(['a', codeSpan('b*')]))).toBe('a · `b*`');
  });

  test('a forged object does not pass for mark-up', () => {
    const forged = { toString: () => '<!channel>', length: 3 } as unknown as string;
    expect(String(mrkdwn`${forged}`)).toBe('&lt;!channel&gt;');
  });

  test('mentions want ids of Slack', () => {
    expect(String(person('!channel'))).toBe('!channel');
    expect(String(person('U1|<!here>'))).toBe('U1|&lt;!here&gt;');
    expect(String(group('S012AB'))).toBe('<!subteam^S012AB>');
  });

  test('a link is https and cannot be left', () => {
    expect(String(link('https://example.org/a?b=1&c=2', 'all | of <it>'))).toBe('<https://example.org/a?b=1&amp;c=2|all ¦ of &lt;it&gt;>');
    expect(String(link('javascript:alert(1)', 'x'))).toBe('x (javascript:alert(1))');
  });

  test('a time has words for those who cannot draw it', () => {
    expect(String(time(new Date('2026-11-24T14:02:11Z')))).toBe('<!date^1795528931^{date_short_pretty} at {time}|2026-11-24 14:02 UTC>');
  });

  test('a fence within a code block cannot end it', () => {
    expect(String(fenced(insideBlock('a\n```\n*b*')))).toBe('```\na\nˋˋˋ\n*b*\n```');
  });

  test('a cut closes what it opened and keeps mentions whole', () => {
    expect(String(cutMrkdwn(fenced('x'.repeat(300)), 100))).toMatch(/^```\nx+\n```… \d+ more characters$/);
    expect(String(cutMrkdwn(mrkdwn`${'x'.repeat(60)}${person('U0123456789')}${'x'.repeat(60)}`, 96))).not.toContain('<');
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), fc.integer({ min: 60, max: 200 }), (texts, max) => {
        const all = texts.reduce((text, one) => mrkdwn`${text} ${codeSpan(one)} ${person('U0123456789')} ${one}`, mrkdwn``);
        const short = String(cutMrkdwn(all, max));
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short.replaceAll('<@U0123456789>', '')).not.toMatch(/[<>]/);
        expect((short.match(/`/g) ?? []).length % 2).toBe(0);
      }),
    );
  });
});
