import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { found } from '../../../src/aws/secrets/pattern.ts';
import { dollars } from '../../../src/workflows/parameter/prices.ts';
import { countWarning, proposedTier, tierProblem } from '../../../src/workflows/parameter/tier.ts';
import { type Content, contentProblems, itemsOf, listOf, listWarning } from '../../../src/workflows/parameter/value.ts';

const text = (value: string, more: Partial<Content> = {}): Content => ({ type: 'String', tier: 'Standard', value, ...more });
const said = (content: Content): string =>
  contentProblems(content)
    .map(({ field, words }) => `${field}: ${words}`)
    .join('\n');

describe('a value', () => {
  test('of 4,096 bytes is the longest of a standard parameter; letters with accents count twice', () => {
    expect(said(text('x'.repeat(4_096)))).toBe('');
    expect(said(text('é'.repeat(2_048)))).toBe('');
    expect(said(text(`é${'x'.repeat(4_095)}`))).toContain(
      'value: The value has 4,097 bytes: a standard parameter holds 4,096. Choose Advanced',
    );
  });

  test('that is not known yet is not looked at', () => {
    expect(said({ type: 'SecureString', tier: 'Standard', dataType: 'integer', allowedPattern: '\\d+' })).toBe('');
  });

  test('of more than 8,192 bytes is for no tier', () => {
    expect(said(text('x'.repeat(8_192), { tier: 'Advanced' }))).toBe('');
    expect(said(text('x'.repeat(8_193), { tier: 'Advanced' }))).toContain('8,192 at most');
  });

  test.each<[string, Content, string]>([
    ['an empty value', text(''), 'value: The value is empty'],
    ['a reference', text('a {{ssm:other}} b'), 'value: The value has {{ and }} in it'],
    [
      'a value that its pattern does not allow',
      text('10,000', { allowedPattern: String.raw`\d{1,4}` }),
      String.raw`does not match the allowed pattern \d{1,4} as a whole`,
    ],
    [
      'a pattern that is too long',
      text('a', { allowedPattern: 'a'.repeat(1_025) }),
      'allowedPattern: The allowed pattern has 1025 characters',
    ],
    [
      'an image that is none',
      text('ami-xyz', { dataType: 'aws:ec2:image' }),
      "dataType: With the data type aws:ec2:image the value is an image's id",
    ],
    ['an image in a secret', text('ami-0123456789abcdef0', { dataType: 'aws:ec2:image', type: 'SecureString' }), 'is for a String'],
    ['a data type that there is not', text('a', { dataType: 'number' }), 'It is one of text, aws:ec2:image'],
    ['a key without encryption', text('a', { keyId: 'alias/mine' }), 'keyId: A key encrypts a SecureString'],
  ])('%s is refused at its field', (_, content, words) => {
    expect(said(content)).toContain(words);
  });

  test.each([
    ['aws:ec2:image', 'ami-0123456789abcdef0'],
    ['aws:region', 'us-gov-west-1'],
    ['integer', '-12'],
    ['float', '1e-3'],
    ['ipv6-address', '::1'],
    ['json', '{"a": [1]}'],
    ['boolean', 'True'],
  ])('of the data type %s may be %s', (dataType, value) => {
    expect(said(text(value, { dataType, tier: 'Advanced' }))).toBe('');
  });

  test('is in no sentence about it', () => {
    const planted = 'plantedValue77';
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('integer', 'json', 'ipv4-address', 'nonsense'), (around, dataType) => {
        const content = text(`${around}${planted}{{x}}`, { dataType, type: 'StringList', allowedPattern: '^never$', keyId: 'k' });
        expect(said(content)).not.toContain(planted);
      }),
      { numRuns: 50 },
    );
  });
});

test('what surrounds a value and is taken is within what AWS takes', async () => {
  const { shapes } = JSON.parse(await readFile(new URL('../../../sandbox/aws/models/ssm.json', import.meta.url), 'utf8'));
  const taken = { ...text('a'), type: 'SecureString' as const };
  const most = (shape: string): number => shapes[shape].max;
  expect(said({ ...taken, description: 'd'.repeat(most('ParameterDescription')) })).toBe('');
  expect(said({ ...taken, description: 'd'.repeat(most('ParameterDescription') + 1) })).toContain('description:');
  expect(said({ ...taken, allowedPattern: 'a'.repeat(most('AllowedPattern') + 1) })).toContain('allowedPattern:');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w:/-]{1,300}$/)), (keyId) => {
      const isTaken = said({ ...taken, keyId }) === '';
      expect(isTaken).toBe(new RegExp(shapes.ParameterKeyId.pattern).test(keyId) && keyId.length <= most('ParameterKeyId'));
    }),
  );
});

test('a pattern that would take for ever ends, and decides nothing', () => {
  expect(found('(a+)+$', `${'a'.repeat(64)}b`)).toBe('unknown');
  expect(found('(', 'x')).toBe('unknown');
  expect([found('b+', 'abc'), found('^b+', 'abc')]).toEqual([true, false]);
});

test('items make a list, and the list gives them back', () => {
  const item = fc.string({ minLength: 1 }).filter((one) => !one.includes(','));
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), (items) => {
      expect(itemsOf(listOf(items))).toEqual(items);
    }),
  );
  expect(() => listOf(['a,b'])).toThrow('An item of a list has a comma in it');
  expect(listWarning('a,,b')).toContain('an empty item');
  expect(listWarning('a,b')).toBeUndefined();
});

describe('the tier', () => {
  test('is Advanced where the value is long, with its price and that there is no way back', () => {
    expect(proposedTier({ bytes: 4_096, policies: 0 })).toEqual({ tier: 'Standard' });
    const { tier, because } = proposedTier({ bytes: 5_000, policies: 0 });
    expect(tier).toBe('Advanced');
    expect(because).toContain('its value has 5,000 bytes');
    expect(because).toContain('$0.05 a month');
    expect(because).toContain("can't become standard again");
  });

  test('is Advanced for policies, for JSON, and once the region is full', () => {
    expect(proposedTier({ bytes: 1, policies: 1 }).because).toContain('policies');
    expect(proposedTier({ bytes: 1, policies: 0, dataType: 'json' }).because).toContain('data type json');
    expect(proposedTier({ bytes: 1, policies: 0, standardCount: 10_000 }).because).toContain('10,000 standard ones');
  });

  test('can not go back', () => {
    expect(proposedTier({ bytes: 1, policies: 0 }, 'Advanced')).toEqual({ tier: 'Advanced' });
    expect(tierProblem('Advanced', 'Standard')).toContain('can not become standard');
    expect(tierProblem('Standard', 'Advanced')).toBeUndefined();
  });

  test("says when the region's parameters come near the limit", () => {
    expect(countWarning('Standard', 8_999)).toBeUndefined();
    expect(countWarning('Standard', 8_990, 10)).toBe('The region then holds 9,000 of the 10,000 standard parameters that AWS takes.');
    expect(countWarning('Standard', 9_999, 3)).toContain('the last 2 will be refused');
    expect(countWarning('Advanced', 90_000)).toContain('of the 100,000 Advanced');
  });
});

test('dollars are written as on a bill', () => {
  expect([dollars(0), dollars(0.05), dollars(1_234.5), dollars(0.0005)]).toEqual(['$0.00', '$0.05', '$1,234.50', '$0.0005']);
});
