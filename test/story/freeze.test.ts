import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import { type Stage, setStage } from '../support/stage.ts';

const day = 24 * 3_600_000;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

let stage: Stage;
let now: number;
beforeAll(async () => {
  stage = await setStage({ roles: [] });
  now = stage.clock.now();
  await configure(stage, {
    timezone: 'UTC',
    freezes: [
      { name: 'long-over', from: '2020-12-20', to: '2021-01-03' },
      { name: 'nightly', environments: ['prod', 'staging'], cron: '30 2 1 1 *', for: '4h', timezone: 'Europe/Berlin' },
      { name: 'fair', environments: ['dev'], from: date(now + 2 * day), to: date(now + 3 * day), why: 'The *whole* team is <away>' },
      { name: 'audit-week', from: date(now - day), to: date(now + day), why: 'Auditors look at it.' },
    ],
  });
  await stage.startBot();
});
afterAll(() => stage.strike());

const list = (): Promise<string> => answerTo(stage.ana, '/ssm freeze list');

test('what is active comes first, then the next time of each other, then what is over', async () => {
  const words = await list();
  const heads = ['audit-week · all environments · active now', 'fair · dev', 'nightly · prod, staging', 'long-over · all environments'];
  const places = heads.map((head) => words.indexOf(`${head}\n`));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(words).toContain('Why: Auditors look at it.');
  expect(words).toMatch(/long-over[^\n]*\nIt is over, and there is no next time\./);
});

test("times are the reader's own, and in words those of the freeze's zone", async () => {
  await list();
  const answer = await stage.ana.sees('incident-42', /audit-week/);
  const blocks = JSON.stringify(answer.blocks);
  const midnight = (days: number) => Date.parse(date(now + days * day)) / 1_000;
  // The last day counts whole.
  expect(blocks).toContain(`Until <!date^${midnight(2)}^`);
  expect(blocks).toContain(`From <!date^${midnight(2)}^`);
  expect(blocks).toContain(`until <!date^${midnight(4)}^`);
  const year = new Date(now).getUTCFullYear() + 1;
  expect(answer.visible).toMatch(new RegExp(`In Europe/Berlin: \\w{3} 1 Jan ${year}, 02:30 to \\w{3} 1 Jan ${year}, 06:30\\.`));
});

test('the words of the configuration make no mark-up', async () => {
  await list();
  const { blocks } = await stage.ana.sees('incident-42', /audit-week/);
  expect(JSON.stringify(blocks)).toContain('The ∗whole∗ team is &lt;away&gt;');
});

test('a freeze that ended since is no longer active', async () => {
  stage.clock.step(2 * day);
  const words = await list();
  expect(words).toMatch(/audit-week · all environments\nIt is over/);
  expect(words).toContain('fair · dev · active now');
});

test('half of its words get the other half', async () => {
  expect(await answerTo(stage.ana, '/ssm freeze')).toContain('"freeze" wants one more word. There is freeze list.');
});

test('a guest is not told', async () => {
  expect(await answerTo(stage.gus, '/ssm freeze list')).toMatch(/^Guests may not/);
});
