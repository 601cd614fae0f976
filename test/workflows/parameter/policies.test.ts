import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { expiring } from '../../../src/workflows/parameter/expiring.ts';
import { noPolicies, type Policy, parsePolicies, policiesText, policyWords } from '../../../src/workflows/parameter/policies.ts';
import { policiesAfter } from '../../../src/workflows/parameter/policy-form.ts';

const model = JSON.parse(await readFile(new URL('../../../sandbox/aws/models/ssm.json', import.meta.url), 'utf8'));
const now = Date.parse('2026-11-25T12:00:00Z');
const day = 86_400_000;

const end = fc.integer({ min: 1, max: 4_000_000_000_000 }).map((at): Policy => ({ type: 'Expiration', at }));
const amount = fc.integer({ min: 1, max: 99_999 });
const unit = fc.constantFrom('Days' as const, 'Hours' as const);
const notice = fc.record({ type: fc.constant('ExpirationNotification' as const), before: amount, unit });
const unchanged = fc.record({ type: fc.constant('NoChangeNotification' as const), after: amount, unit });
const policies = fc.oneof(
  fc.tuple(end, fc.array(fc.oneof(notice, unchanged), { maxLength: 9 })).map(([one, more]): readonly Policy[] => [one, ...more]),
  fc.array(unchanged, { maxLength: 10 }),
);

describe('policies', () => {
  test("AWS's own example is read", () => {
    const text = JSON.stringify([
      { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2018-12-02T21:34:33.000Z' } },
      { Type: 'ExpirationNotification', Version: '1.0', Attributes: { Before: '30', Unit: 'Days' } },
      { Type: 'NoChangeNotification', Version: '1.0', Attributes: { After: '20', Unit: 'Days' } },
    ]);
    expect(parsePolicies(text, 0)).toEqual([
      { type: 'Expiration', at: Date.parse('2018-12-02T21:34:33Z') },
      { type: 'ExpirationNotification', before: 30, unit: 'Days' },
      { type: 'NoChangeNotification', after: 20, unit: 'Days' },
    ]);
    expect(parsePolicies(noPolicies, 0)).toEqual([]);
  });

  test('an offset with seconds, as AWS writes it, is read', () => {
    const at = (Timestamp: string) => parsePolicies(JSON.stringify([{ Type: 'Expiration', Version: '1.0', Attributes: { Timestamp } }]), 0);
    expect(at('2019-11-01T22:13:48.87+10:30:00')).toEqual(at('2019-11-01T11:43:48.870Z'));
    expect(() => parsePolicies(policiesText([{ type: 'Expiration', at: now }]), now)).toThrow('The end is over already');
    expect(() => at('1 November 2019')).toThrow('Write it with its zone');
    expect(() => at('2019-13-41T00:00:00Z')).toThrow('Write it with its zone');
  });

  test('what is written is read as the same, and is as short as AWS takes it', () => {
    fc.assert(
      fc.property(policies, (some) => {
        const text = policiesText(some);
        expect(parsePolicies(text, 0)).toEqual(some);
        expect(text.length).toBeLessThanOrEqual(model.shapes.ParameterPolicies.max);
      }),
    );
  });

  test('any text is read, or refused with a sentence', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(fc.record({ Type: fc.constantFrom('Expiration', 'Other', 7), Attributes: fc.jsonValue() }))
        .map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(odd, (text) => {
        try {
          expect(Array.isArray(parsePolicies(text, 0))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });

  test.each([
    [
      'two ends',
      [
        { type: 'Expiration', at: 1 },
        { type: 'Expiration', at: 2 },
      ],
      'expire at two times',
    ],
    ['a notice without an end', [{ type: 'ExpirationNotification', before: 1, unit: 'Days' }], 'needs an end'],
    ['eleven', Array.from({ length: 11 }, () => ({ type: 'NoChangeNotification', after: 1, unit: 'Days' })), '10 at most'],
  ] as [string, Policy[], string][])('%s are refused', (_, some, said) => {
    expect(() => parsePolicies(policiesText(some), 0)).toThrow(said);
  });
});

describe('a line or a form', () => {
  const has: readonly Policy[] = [
    { type: 'Expiration', at: now + 9 * day },
    { type: 'ExpirationNotification', before: 5, unit: 'Days' },
    { type: 'NoChangeNotification', after: 60, unit: 'Days' },
  ];
  const [end, notice, unchanged] = has;

  test('in 90 days, with a notice 10 days before, and one when it does not change', () => {
    expect(policiesAfter({ expires: '90d', notifyBefore: ['10d', '12h'], notifyUnchanged: '30d' }, [], now)).toEqual([
      { type: 'Expiration', at: now + 90 * day },
      { type: 'ExpirationNotification', before: 10, unit: 'Days' },
      { type: 'ExpirationNotification', before: 12, unit: 'Hours' },
      { type: 'NoChangeNotification', after: 30, unit: 'Days' },
    ]);
  });

  test('what nothing is said of stays, and a notice goes with its end', () => {
    expect(policiesAfter({}, has, now)).toEqual(has);
    expect(policiesAfter({ notifyUnchanged: 'none' }, has, now)).toEqual([end, notice]);
    expect(policiesAfter({ expires: '30d' }, has, now)).toEqual([{ type: 'Expiration', at: now + 30 * day }, notice, unchanged]);
    expect(policiesAfter({ notifyBefore: ['none'] }, has, now)).toEqual([end, unchanged]);
    expect(policiesAfter({ expires: 'never' }, has, now)).toEqual([unchanged]);
    expect(policiesText(policiesAfter({ expires: 'never', notifyUnchanged: 'none' }, has, now))).toBe(noPolicies);
  });

  test('a date is that of the zone, and of UTC where there is none', () => {
    const at = (expires: string) => policiesAfter({ expires }, [], now)[0];
    expect(at('2027-01-31T09:00 Europe/Berlin')).toEqual({ type: 'Expiration', at: Date.parse('2027-01-31T08:00:00Z') });
    expect(at('2027-01-31T09:00')).toEqual({ type: 'Expiration', at: Date.parse('2027-01-31T09:00:00Z') });
    expect(at('2027-01-31')).toEqual({ type: 'Expiration', at: Date.parse('2027-01-31T00:00:00Z') });
  });

  test.each([
    [{ expires: '2026-11-25' }, 'The end is over already'],
    [{ expires: '2027-02-30' }, '"2027-02-30" is no time'],
    [{ expires: '2027-02-20 Mars/Olympus' }, 'There is no zone "Mars/Olympus"'],
    [{ expires: '5d', notifyBefore: ['7d'] }, 'A notice 7 days before the end would have been before now'],
    [{ expires: '1.5d' }, '"1.5d" is no time'],
    [{ expires: '0d' }, 'from 1 to 99,999'],
    [{ notifyBefore: ['7d'] }, 'needs an end'],
    [{ expires: '9d', notifyBefore: ['1d', 'none'] }, 'stands alone'],
    [{ notifyUnchanged: 'weekly' }, '"weekly" is no span of time'],
  ])('%j is refused', (answers, said) => {
    expect(() => policiesAfter(answers, [], now)).toThrow(said);
  });

  test('whatever is said is taken by AWS as it is written, or refused with a sentence', () => {
    const word = fc.oneof(
      fc.integer({ min: 0, max: 120_000 }).map((days) => `${days}d`),
      fc.constantFrom('never', 'none', '2027-03-28T02:30 Europe/Berlin', '2026-02-29', '12h'),
      fc.string(),
    );
    const some = fc.option(word, { nil: undefined });
    const answers = fc.record({
      expires: some,
      notifyBefore: fc.option(fc.array(word, { maxLength: 3 }), { nil: undefined }),
      notifyUnchanged: some,
    });
    fc.assert(
      fc.property(answers, fc.constantFrom([], has), (said, before) => {
        try {
          const after = policiesAfter(said, before, now);
          expect(parsePolicies(policiesText(after), now)).toEqual(after);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

test('words say what AWS does, and when', () => {
  expect(policyWords({ type: 'Expiration', at: now })).toEqual(['AWS deletes it ', { at: now }]);
  expect(policyWords({ type: 'ExpirationNotification', before: 1, unit: 'Hours' })).toEqual(['notice 1 hour before it is deleted']);
});

test('what expires, or has not changed for too long, is listed soonest first', () => {
  const alone = (policy: Policy) => {
    const [object] = JSON.parse(policiesText([policy]));
    return { text: JSON.stringify(object), status: 'Pending' };
  };
  const parameters = [
    { name: '/a/later', lastModified: now, policies: [alone({ type: 'Expiration', at: now + 40 * day })] },
    {
      name: '/a/soon',
      lastModified: now,
      policies: [alone({ type: 'Expiration', at: now + 2 * day }), alone({ type: 'ExpirationNotification', before: 1, unit: 'Days' })],
    },
    {
      name: '/a/old',
      lastModified: now - 31 * day,
      policies: [{ ...alone({ type: 'NoChangeNotification', after: 30, unit: 'Days' }), status: 'Failed' }],
    },
    { name: '/a/odd', lastModified: now, policies: [{ text: 'nonsense' }] },
    { name: '/a/none', lastModified: now, policies: [] },
  ];
  expect(expiring(parameters, now + 30 * day)).toEqual({
    due: [
      { name: '/a/old', what: 'unchanged', at: now - day, failed: true },
      { name: '/a/soon', what: 'expires', at: now + 2 * day, failed: false },
    ],
    unread: ['/a/odd'],
  });
});
