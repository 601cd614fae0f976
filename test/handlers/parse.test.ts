import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { helpOf, usageOf } from '../../src/handlers/parse/usage.ts';
import { type Line, type LineOptions, parseLine } from '../../src/handlers/parse.ts';
import { lineOf } from '../support/line.ts';
import { history, label, operations, run, show, status } from './typed.ts';

const line = (text: string, options?: LineOptions): Line => {
  const parsed = parseLine(text, operations, options);
  if ('help' in parsed) throw new Error('This was read as a call for help.');
  return parsed;
};
const refusal = (text: string): string => {
  try {
    parseLine(text, operations);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`"${text}" was accepted.`);
};

describe('what is typed', () => {
  test('a run has targets, flags and a script', () => {
    const { typed, input, env, reason } = line(
      'run tag:App=myapp i-0abc --env prod --max-errors 3 --live --reason "slow since noon" -- uptime',
    );
    expect(typed).toBe(run);
    expect(input).toEqual({ targets: ['tag:App=myapp', 'i-0abc'], maxErrors: 3, live: true, script: 'uptime' });
    expect({ env, reason }).toEqual({ env: 'prod', reason: 'slow since noon' });
  });

  test('flags may stand before the free words, and with an equals sign', () => {
    expect(line('run --env=prod --max-errors=3 i-0abc -- uptime').input).toEqual({ targets: ['i-0abc'], maxErrors: 3, script: 'uptime' });
  });

  test('the longest command wins', () => {
    expect(line('param label /myapp/host 2 live')).toMatchObject({
      typed: label,
      input: { name: '/myapp/host', version: 2, label: 'live' },
    });
    expect(line('param /myapp/host')).toMatchObject({ typed: show, input: { name: '/myapp/host' } });
  });

  test('a phone writes the command with a large letter, and the line may begin with /ssm', () => {
    expect(line('Param  Label /myapp/host 2 live').typed).toBe(label);
    expect(line('/ssm param label /myapp/host 2 live').typed).toBe(label);
  });

  test('what looks like a number stays a string where a string is asked for', () => {
    expect(line('param label /myapp/host 2 007').input.label).toBe('007');
    expect(line('status 0x10').input.id).toBe('0x10');
    expect(line('status 00000123 --env 0012')).toMatchObject({ input: { id: '00000123' }, env: '0012' });
  });

  test('a quoted word that begins with a dash is a value', () => {
    expect(line('status "--env"').input.id).toBe('--env');
    expect(line('status x --reason "-1 node"').reason).toBe('-1 node');
    expect(line('status x --reason=-1').reason).toBe('-1');
  });

  test('quotes within a value stay', () => {
    expect(line(`status x --reason='"quoted"'`).reason).toBe('"quoted"');
  });
});

describe('what phones and Slack make of it', () => {
  test('curly quotes and long dashes are read as typed', () => {
    const { input, env, reason } = line('run i-0abc —env prod –reason “it’s slow” — uptime');
    expect(input).toEqual({ targets: ['i-0abc'], script: 'uptime' });
    expect({ env, reason }).toEqual({ env: 'prod', reason: 'it’s slow' });
  });

  test('an apostrophe in a word opens no quote', () => {
    expect(line('status ana’s').input.id).toBe('ana’s');
    expect(line('status x --reason ‘slow again’').reason).toBe('slow again');
  });

  test('a long dash is an ordinary word where no script is asked for', () => {
    expect(line('status x --reason "slow — again"').reason).toBe('slow — again');
  });

  test('the script keeps curly quotes, dashes, spaces and line ends', () => {
    const script = '  echo “a” — -- ‘b’\r\n\n\tls  ';
    expect(line(`run i-0abc -- ${script}`).input.script).toBe(script);
    expect(line(`run i-0abc --\n${script}`).input.script).toBe(script);
    expect(line(`run i-0abc —\r\n${script}`).input.script).toBe(script);
  });

  test('links that Slack made are read as the person typed them, but not in a script', () => {
    expect(line('status <http://example.org|example.org>').input.id).toBe('example.org');
    expect(line('status <mailto:ana@example.org|ana@example.org>').input.id).toBe('ana@example.org');
    expect(line('status <https://example.org/a>').input.id).toBe('https://example.org/a');
    expect(line('status <@U012|ana> --reason <#C012|ops>')).toMatchObject({ input: { id: '@ana' }, reason: '#ops' });
    expect(line('status <!subteam^S1|@sre>').input.id).toBe('@sre');
    expect(line('run i-0abc -- curl <http://example.org|example.org>').input.script).toBe('curl <http://example.org|example.org>');
  });

  test('escaped text is unescaped once, where Slack escaped it', () => {
    expect(line('run i-0abc -- a &amp;&amp; b &gt; c').input.script).toBe('a && b > c');
    expect(line('run i-0abc -- echo &amp;lt;').input.script).toBe('echo &lt;');
    expect(line('run i-0abc --reason <@U1|ana> -- a &amp;&amp; b')).toMatchObject({ input: { script: 'a && b' }, reason: '@ana' });
  });

  test('text that holds a bare sign was not escaped', () => {
    expect(line('run i-0abc -- echo "&amp;" && ls').input.script).toBe('echo "&amp;" && ls');
    expect(line('run i-0abc -- echo "&amp;"', { escaped: false }).input.script).toBe('echo "&amp;"');
    expect(line('run i-0abc -- a && b &amp;', { escaped: true }).input.script).toBe('a && b &');
  });
});

describe('help', () => {
  test.each(['', '  ', 'help', 'Help', '--help', '/ssm', '/ssm help'])('"%s" asks for all', (text) => {
    expect(parseLine(text, operations)).toEqual({ help: undefined });
  });

  test.each(['run --help', 'help run', 'run help', 'run -h', 'run i-0abc —help', 'run i-0abc --help -- uptime'])(
    '"%s" asks for run',
    (text) => {
      expect(parseLine(text, operations)).toEqual({ help: run });
    },
  );

  test('help in a script or in quotes is none', () => {
    expect(line('run i-0abc -- ls --help').input.script).toBe('ls --help');
    expect(line('status "help"').input.id).toBe('help');
    expect(line('status "--help"').input.id).toBe('--help');
  });

  test('usage derives from the declaration', () => {
    expect(usageOf(run)).toBe('/ssm run TARGET... [--env E] [--max-errors N] [--os linux|windows] [--live] [--reason TEXT] -- SCRIPT');
    expect(usageOf(label)).toBe('/ssm param label NAME VERSION LABEL [--env E] [--reason TEXT]');
  });

  test('usage and help have break-glass only for whom it may ever be permitted, and name where one may do it', () => {
    const reach = { environments: ['staging', 'dev'], breakGlass: true };
    expect(usageOf(label, reach)).toBe('/ssm param label NAME VERSION LABEL [--env E] [--reason TEXT | --break-glass TEXT]');
    const help = JSON.stringify(helpOf(label, reach));
    expect(help).toContain('The environment: staging, dev.');
    expect(help).toContain('--break-glass TEXT');
    expect(JSON.stringify(helpOf(label, { ...reach, breakGlass: false }))).not.toContain('break-glass');
    expect(JSON.stringify(helpOf(history, reach))).not.toMatch(/--env|break-glass/);
  });

  test('help has a fact for every question and every common flag', () => {
    const [title, usage, facts] = helpOf(run);
    expect(title).toEqual({ kind: 'text', text: 'Run a script' });
    expect(usage).toMatchObject({ kind: 'code', text: usageOf(run) });
    expect(facts).toMatchObject({
      facts: [
        { label: 'TARGET...', value: 'Where. An id or a tag. Example: tag:App=myapp' },
        { label: '--max-errors N', value: 'Errors that are tolerated.' },
        { label: '--os linux|windows', value: 'Operating system. One of: linux, windows.' },
        { label: '--live', value: 'Let AWS find the targets.' },
        { label: '-- SCRIPT', value: 'Script.' },
        { label: '--env E' },
        { label: '--reason TEXT' },
      ],
    });
  });
});

describe('breaking the glass', () => {
  test('has a reason of its own', () => {
    expect(line('run i-0abc --break-glass "checkout is down" -- ls')).toMatchObject({ breakGlass: 'checkout is down' });
    expect(line('run i-0abc —break-glass “checkout is down” -- ls')).toMatchObject({ breakGlass: 'checkout is down' });
    expect(line('run i-0abc --reason why -- ls')).not.toHaveProperty('breakGlass');
  });

  test.each([
    ['run i-0abc --break-glass -- ls', '"--break-glass" wants a value'],
    ['run i-0abc --break-glass " " -- ls', '--break-glass has an empty value.'],
    ['run i-0abc --break-glass a --reason b -- ls', 'leave out --reason'],
    ['run i-0abc --breakglass a -- ls', 'Did you mean "--break-glass"?'],
    ['history --break-glass a', '"--break-glass" is no option of history.'],
  ])('"%s" is refused', (text, words) => {
    expect(refusal(text)).toContain(words);
  });
});

describe('what is refused says what is right', () => {
  test.each([
    ['rnu i-0abc', '"rnu" is no command. Did you mean "run"? /ssm help lists all.'],
    ['help rnu', '"rnu" is no command. Did you mean "run"? /ssm help lists all.'],
    ['param labl x', '"x" is one word too many. Did you mean "param label"? Right is: /ssm param NAME'],
    ['parm label x 1 y', '"parm" is no command. Did you mean "param label"?'],
    ['doc', '"doc" wants one more word. There is doc list. /ssm help lists all.'],
    ['doc lst', '"doc lst" is no command. Did you mean "doc list"?'],
    ['run i-0abc --maxerrors 3 -- ls', '"--maxerrors" is no option of run. Did you mean "--max-errors"?'],
    ['run i-0abc -enf prod -- ls', 'Did you mean "--env"?'],
    ['run i-0abc --__proto__ 1 -- ls', '"--__proto__" is no option of run.'],
    ['run i-0abc --no-live -- ls', '"--no-live" is no option of run.'],
    ['run i-0abc --env -- ls', '"--env" wants a value'],
    ['run i-0abc --env --live -- ls', '"--env" wants a value'],
    ['run i-0abc --env "" -- ls', '--env has an empty value.'],
    ['run i-0abc --env a --env b -- ls', '--env is given 2 times.'],
    ['run i-0abc --max-errors 1 --max-errors 2 -- ls', '--max-errors is given 2 times.'],
    ['run i-0abc --max-errors many -- ls', '--max-errors: "many" is no number'],
    ['run i-0abc --max-errors 99999999999999999999 -- ls', 'is no number that can be used'],
    ['run i-0abc --max-errors -1 -- ls', '--max-errors: no fewer than 0 errors.'],
    ['run i-0abc --os widnows -- ls', '--os: "widnows" is no choice. Did you mean "windows"? Right are: linux, windows.'],
    ['run i-0abc --live=maybe -- ls', '"--live" takes no value'],
    ['run tag:Env -- ls', 'TARGET: "tag:Env" wants a value: tag:Env=prod.'],
    ['run -- ls', 'TARGET is missing: Where, for example tag:App=myapp.'],
    ['run i-0abc', 'SCRIPT is missing: Script.\nRight is: /ssm run TARGET...'],
    ['run i-0abc --', 'SCRIPT is missing'],
    ['run "i-0abc -- ls', 'A quote is opened and not closed'],
    ['run i-0abc --reason "slow — again" -- ls', 'no dash stands alone in it'],
    ['status a b', '"b" is one word too many. Right is: /ssm status ID'],
    ['status a -- b', '"--" is too much: status takes nothing after it.'],
  ])('"%s"', (text, words) => {
    expect(refusal(text)).toContain(words);
  });
});

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const lineText = fc
  .array(
    fc.oneof(
      anyText,
      fc.constantFrom(
        'run',
        'param',
        'label',
        'help',
        '--',
        '—',
        '--env',
        '--reason',
        '--live',
        '--max-errors',
        '=',
        '"',
        "'",
        '“',
        '’',
        ' ',
        '&amp;',
        '<@U1|x>',
        '\n',
        '--_',
        '-',
      ),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(' '));

describe('for any text', () => {
  test('nothing but a UserError is thrown', () => {
    const input = fc.oneof(
      anyText,
      lineText,
      lineText.map((text) => `run ${text}`),
      lineText.map((text) => `param label ${text}`),
    );
    fc.assert(
      fc.property(input, fc.constantFrom(undefined, true, false), (text, escaped) => {
        try {
          parseLine(text, operations, { escaped });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a script after -- survives byte for byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, lineText),
        fc.constantFrom('--', '—', '–'),
        fc.constantFrom(' ', '\n', '\r\n', '\t'),
        (script, dash, space) => {
          fc.pre(script !== '');
          expect(line(`run i-0abc ${dash}${space}${script}`, { escaped: false }).input.script).toBe(script);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('an input that is rendered as a line reads back the same', () => {
    const word = fc.oneof(anyText, lineText).filter((text) => text !== '');
    const said = word.filter((text) => text.trim() !== '');
    const asked = fc.record({ env: said, reason: said }, { requiredKeys: [] });
    const runs = fc.record(
      {
        targets: fc.array(
          word.filter((text) => text !== 'tag:Env'),
          { minLength: 1, maxLength: 4 },
        ),
        script: word,
        maxErrors: fc.nat(),
        os: fc.constantFrom('linux', 'windows'),
        live: fc.boolean(),
      },
      { requiredKeys: ['targets', 'script'] },
    );
    const labels = fc.record({ name: word, version: fc.integer(), label: word });
    const cases = fc.oneof(
      fc.tuple(fc.constant(run), runs, asked),
      fc.tuple(fc.constant(label), labels, asked),
      fc.tuple(fc.constant(show), fc.record({ name: word }), asked),
      fc.tuple(fc.constant(status), fc.record({ id: word, note: anyText }, { requiredKeys: ['id'] }), asked),
    );
    fc.assert(
      fc.property(cases, ([typed, input, rest]) => {
        expect(line(lineOf(typed, input, rest), { escaped: false })).toEqual({ typed, input, ...rest });
      }),
      { numRuns: 3000 },
    );
  });
});
