import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo, preview } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await stage.aws.allowsRates(100);
});
afterAll(() => stage.strike());

test('help lists what there is, and tells all of one thing', async () => {
  expect(await answerTo(stage.ana, '/ssm')).toContain('/ssm run TARGET...');
  const help = await answerTo(stage.ana, '/ssm help run');
  for (const words of ['--concurrency', '--errors', '--timeout', '--env', '--reason', 'tag:App=myapp']) expect(help).toContain(words);
});

test('a wrong word gets the nearest right one', async () => {
  expect(await answerTo(stage.ana, '/ssm rnu tag:App=myapp -- uptime')).toContain('Did you mean "run"?');
  expect(await answerTo(stage.ana, '/ssm run tag:App=myapp --concurency 5 -- uptime')).toContain('--concurrency');
});

test('a tag without a value says what a target is', async () => {
  expect(await answerTo(stage.ana, '/ssm run tag:Env -- uptime')).toContain('tag:Env=prod');
});

test('a tag that matches nothing says what there is instead', async () => {
  const words = await answerTo(stage.ana, '/ssm run tag:App=myap -- uptime');
  expect(words).toContain('Nothing matches tag:App=myap');
  expect(words).toContain('App=myapp (50 instances)');
});

test('a channel without an environment asks for one, and takes it from the line', async () => {
  const { slack, ana } = stage;
  expect(slack.url).toContain('127.0.0.1');
  const words = await answerTo(ana, '/ssm run tag:App=myapp -- uptime', 'random');
  expect(words).toMatch(/no default environment[\s\S]*--env prod/);
  expect(await answerTo(ana, '/ssm run tag:App=myapp --env pord -- uptime')).toContain(
    'There is no environment "pord". There are: prod, staging, dev.',
  );
});

test('a channel that the bot is not in is told how to invite it', async () => {
  expect(await answerTo(stage.ana, '/ssm run tag:App=myapp --env dev -- uptime', 'random')).toContain('/invite');
});

test("a phone's dash and curly quotes are read as what was meant, and the script stays as it was typed", async () => {
  const { card } = await preview(stage.ana, '/ssm run tag:App=myapp —reason “it’s slow” — echo “a”  --b', 'incident-42');
  expect(card.visible).toContain('echo “a”  --b');
  expect(card.visible).toContain('it’s slow');
});

test('instances by id that do not exist are named', async () => {
  expect(await answerTo(stage.ana, '/ssm run i-0123456789abcdef0 -- uptime')).toContain('i-0123456789abcdef0');
});

test('env shows the environments that the person may observe', async () => {
  const anas = await answerTo(stage.ana, '/ssm env');
  for (const words of ['prod (default here)', '111122223333', 'staging', 'dev', 'us-east-1']) expect(anas).toContain(words);
  const wess = await answerTo(stage.wes, '/ssm env', 'web-team');
  expect(wess).toContain('dev (default here)');
  expect(wess).not.toContain('111122223333');
});

test('status, list and cancel find a request by the start of its id', async () => {
  const { ana } = stage;
  const { id, card } = await preview(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  expect(await answerTo(ana, `/ssm status ${id}`)).toBe(card.visible);
  expect(await answerTo(ana, '/ssm list')).toContain(id);
  expect(await answerTo(ana, `/ssm cancel ${id}`)).toContain('discarded');
  expect(await answerTo(ana, '/ssm status ffffff')).toContain('There is no request "ffffff"');
});

test('a discarded card says so and has no buttons any more', async () => {
  const { ana } = stage;
  const { card } = await preview(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  await ana.clicks(card, 'Discard');
  const after = await ana.seesChange(card, /discarded/);
  expect(after.buttons).toEqual([]);
  expect(await stage.aws.sent()).toHaveLength(0);
});
