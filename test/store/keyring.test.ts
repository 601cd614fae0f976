import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyring } from '../../src/store/keyring.ts';

const keyring = createKeyring('a key for tests, at least thirty-two characters long');
const other = createKeyring('another key that has enough characters, too');
const text = fc.string({ unit: 'grapheme', maxLength: 200 });

test('a key that is too short is refused with the way to a right one', () => {
  expect(() => createKeyring('short')).toThrow('openssl rand -hex 32');
});

describe('what is encrypted', () => {
  test('comes back as it was, does not show, and is another each time', () => {
    fc.assert(
      fc.property(text, (plain) => {
        const box = keyring.encrypt(plain);
        expect(keyring.decrypt(box)).toBe(plain);
        expect(keyring.encrypt(plain)).not.toBe(box);
        if (plain.length > 8) expect(Buffer.from(box, 'base64').toString()).not.toContain(plain);
      }),
    );
  });

  test('is refused when any bit of it was changed, when it was cut, and under another key', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 0, max: 7 }), (plain, at, bit) => {
        const bytes = Buffer.from(keyring.encrypt(plain), 'base64');
        const changed = Buffer.from(bytes);
        changed[at % bytes.length] = (changed[at % bytes.length] as number) ^ (1 << bit);
        expect(() => keyring.decrypt(changed.toString('base64'))).toThrow();
        expect(() => keyring.decrypt(bytes.subarray(0, at % bytes.length).toString('base64'))).toThrow();
        expect(() => other.decrypt(bytes.toString('base64'))).toThrow();
      }),
    );
  });
});

describe('what is sealed', () => {
  test('opens for its own id alone, and only as it was written', () => {
    fc.assert(
      fc.property(text, fc.nat(), (plain, at) => {
        const sealed = keyring.seal('r1', plain);
        expect(keyring.open('r1', sealed)).toBe(plain);
        expect(() => keyring.open('r2', sealed)).toThrow();
        expect(() => other.open('r1', sealed)).toThrow();
        const place = at % (sealed.length + 1);
        expect(() => keyring.open('r1', `${sealed.slice(0, place)}!${sealed.slice(place)}`)).toThrow();
        expect(() => keyring.open('r1', sealed.slice(0, place % sealed.length))).toThrow();
      }),
    );
  });
});

test('a request’s id is the same for the same delivery, and nobody without the key can make it', () => {
  expect(keyring.requestId('command:1.2.3')).toMatch(/^[0-9a-f]{32}$/);
  expect(keyring.requestId('command:1.2.3')).toBe(keyring.requestId('command:1.2.3'));
  expect(keyring.requestId('command:1.2.4')).not.toBe(keyring.requestId('command:1.2.3'));
  expect(other.requestId('command:1.2.3')).not.toBe(keyring.requestId('command:1.2.3'));
});

test('each purpose has a key of its own: what one makes is worth nothing for another', () => {
  expect(keyring.chain('r1', 'text')).not.toBe(keyring.seal('r1', 'text').slice(0, 64));
  expect(keyring.auditSeal('r1', 'text')).not.toBe(keyring.chain('r1', 'text'));
  expect(keyring.requestId('r1\ntext')).not.toBe(keyring.chain('r1', 'text').slice(0, 32));
});
