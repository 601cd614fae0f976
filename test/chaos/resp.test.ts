import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCommandReader } from './resp.ts';

const commands = fc.array(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 5 }), { maxLength: 8 });

function encode(args: readonly Uint8Array[]): Buffer {
  const parts = args.flatMap((arg) => [Buffer.from(`$${arg.length}\r\n`), Buffer.from(arg), Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${args.length}\r\n`), ...parts]);
}

test('commands are read whole, however the wire cuts them and whatever bytes they hold', () => {
  fc.assert(
    fc.property(commands, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(encode));
      const read = createCommandReader();
      const got = [];
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        got.push(...read(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(got.map(({ args }) => args.map((arg) => [...arg]))).toEqual(sent.map((args) => args.map((arg) => [...arg])));
      expect(Buffer.concat(got.map(({ raw }) => raw)).equals(bytes)).toBe(true);
    }),
  );
});

test('what is no command is said at once, instead of being waited for', () => {
  expect(() => createCommandReader()(Buffer.from('PING\r\n'))).toThrow('A Redis client sent "PING" where a * was due.');
});
