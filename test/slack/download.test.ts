import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOfSlack, textOf } from '../../src/slack/download.ts';

const api = 'https://slack.com/api/';

test('the token goes to Slack alone, whatever a file says of its address', () => {
  expect(isOfSlack('https://files.slack.com/files-pri/T1-F1/settings.env', api)).toBe(true);
  expect(isOfSlack('https://files.slack-gov.com/files-pri/T1-F1/a.env', 'https://slack-gov.com/api/')).toBe(true);
  for (const address of [
    'http://files.slack.com/files-pri/T1-F1/a.env',
    'https://evilslack.com/a.env',
    'https://files.slack.com.evil.example/a.env',
    'https://files.slack.com@evil.example/a.env',
    'https://files.slack.com:8443/a.env',
    'https://docs.google.com/document/d/1',
    'files.slack.com/a.env',
  ])
    expect(isOfSlack(address, api), address).toBe(false);
});

test('text in UTF-8 is read as it was written, and what is none is refused', () => {
  const written = fc.string({ unit: 'binary' }).filter((text) => !/^\uFEFF|\0/.test(text));
  fc.assert(fc.property(written, (text) => textOf('a.env', new TextEncoder().encode(text)) === text));
  for (const bytes of [[0x41, 0xff], [0xc3], [0x41, 0x00]])
    expect(() => textOf('a.env', new Uint8Array(bytes))).toThrow('no text in UTF-8');
});
