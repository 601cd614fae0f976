import { expect, test } from 'vitest';
import { rootButtons } from '../../src/slack/render/buttons.ts';
import { planOf, received } from '../domain/samples.ts';

const words = (quiet: true | undefined) =>
  rootButtons(received({ state: 'unknown', plan: planOf([['/myapp/prod/host']], { quiet }) })).map(({ text }) => text.text);

test('what is over when AWS answers was done or not; what goes on ran or not', () => {
  expect(words(true)).toEqual(['It was done: look it up', 'It was not done: close it', 'Read the plan']);
  expect(words(undefined)).toEqual(['It ran: follow it', 'It did not run: close it', 'Read the plan']);
});
