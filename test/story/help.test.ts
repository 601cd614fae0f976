import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 15_000 };
const channel = 'incident-42';
const policies = `
@id("looks") permit (principal, action == Action::"observe", resource)
when { principal in [Group::"sre", Group::"sre-leads"] };
@id("runs") permit (principal in Group::"sre", action in Action::"command", resource);
@id("lead") @approval("1 of sre-leads") forbid (principal, action in Action::"command", resource == Environment::"prod");
@id("glass") permit (principal in Group::"on-call", action == Action::"break-glass", resource == Environment::"prod");
@id("web-looks") permit (principal in Group::"web-team", action == Action::"observe", resource)
unless { resource == Environment::"prod" };
@id("web-few") permit (principal in Group::"web-team", action in Action::"command", resource == Environment::"dev")
when { context has targetCount && context.targetCount < 10 };
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ roles: [], policies });
  await configure(stage, { freezes: [], channels: { [channel]: { environment: 'staging', environments: ['staging', 'dev'] } } });
  await stage.startBot();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterAll(() => stage.strike());

test('help lists what one may do, and what can be asked of anything', async () => {
  const { ana, wes } = stage;
  for (const person of [ana, wes]) {
    const all = await answerTo(person, '/ssm help', channel);
    for (const words of ['/ssm run TARGET...', '/ssm status ID', '/ssm freeze list', '/ssm whoami']) expect(all).toContain(words);
  }
});

test('the help of an operation tells where one may do it, and of break-glass only whom it may ever be permitted', async () => {
  const { ana, bo, wes } = stage;
  const anas = await answerTo(ana, '/ssm help run', channel);
  expect(anas).toContain('[--reason TEXT | --break-glass TEXT]');
  expect(anas).toContain('It alarms the security channel');
  expect(anas).toContain('prod, staging, dev');
  expect(await answerTo(bo, '/ssm help run', channel)).not.toContain('break-glass');
  const wess = await answerTo(wes, '/ssm help run', 'web-team');
  expect(wess).toContain('The environment: dev.');
  expect(wess).not.toContain('break-glass');
});

test('who may do nothing is told so, with their groups, who may, and whom to ask', async () => {
  const { sam } = stage;
  const all = await answerTo(sam, '/ssm', channel);
  expect(all).toContain('You may start nothing yet, in the groups security.');
  expect(all).toMatch(/Policy looks wants one of: sre, sre-leads\.[\s\S]*Ask whoever looks after the groups/);
  expect(all).not.toContain('/ssm run');
  expect(all).toContain('/ssm list');
});

test('an operation that one may not do answers why: in its help, on the line and in place of its form', async () => {
  const { cleo } = stage;
  const why = /You may not run a script on instances on staging\. Policy runs wants sre\. You are in: sre-leads\./;
  expect(await answerTo(cleo, '/ssm help run', channel)).toMatch(why);
  expect(await answerTo(cleo, '/ssm run tag:App=myapp -- uptime', channel)).toMatch(why);
  await cleo.types('/ssm run', channel);
  await cleo.closes(await cleo.seesModal(why, patient));
});

test('a mention and the shortcut offer no more than that', async () => {
  const { ana, cleo } = stage;
  const offerTo = async (person: typeof ana): Promise<readonly string[]> => {
    await person.types('@ssm', channel);
    return (await person.sees(channel, /What shall I do|You may start nothing/, patient)).buttons;
  };
  expect(await offerTo(ana)).toEqual(['Run a script on instances', 'What I may do', 'Help']);
  expect(await offerTo(cleo)).toEqual(['What I may do', 'Help']);

  const choices = async (person: typeof ana): Promise<readonly string[]> => {
    await person.usesShortcut('SSM: act on this', await person.sees(channel, /What shall I do|@ssm|<@U0BOT>/, patient));
    const chooser = await person.seesModal(/What to do/, patient);
    const offered = await person.options(chooser, 'What to do', '');
    await person.closes(chooser);
    return offered;
  };
  await ana.types('look at this', channel);
  expect(await choices(ana)).toContain('Run a script on instances');
  const cleos = await choices(cleo);
  expect(cleos).not.toContain('Run a script on instances');
  expect(cleos).toContain('Show a request as it stands');
});

test('a form offers the environments that the channel is for and in which one may do it', async () => {
  const { ana, wes } = stage;
  const environments = async (person: typeof ana): Promise<readonly string[]> => {
    await person.types('/ssm run', channel);
    const modal = await person.seesModal(/Environment/, patient);
    const offered = await person.options(modal, 'Environment', '');
    await person.closes(modal);
    return offered;
  };
  expect(await environments(ana)).toEqual(['staging · Staging', 'dev · Development']);
  expect(await environments(wes)).toEqual(['dev · Development']);
});

test('a line for an environment that the channel is not for is refused, and its form says so', async () => {
  const { ana } = stage;
  const line = '/ssm run tag:App=myapp --env prod -- uptime';
  expect(await answerTo(ana, line, channel)).toContain('This channel is for staging, dev only. Ask for prod in another channel.');
  await ana.clicks(await ana.sees(channel, /only\. Ask for prod/), 'Fill in a form');
  const modal = await ana.seesModal(/Environment/, patient);
  expect(modal.visible).toContain('"prod" is no environment in which you may do this here.');
  await ana.closes(modal);
});

test('a guest gets no help but the reason', async () => {
  expect(await answerTo(stage.gus, '/ssm help', channel)).toBe('Guests may not do this: ask a full member of the workspace.');
});

test('where Slack does not say who asks, help comes in time, with all there is', async () => {
  const { sam, slack, clock } = stage;
  clock.step(120_000);
  await slack.fault({ method: 'users.info', kind: 'hang', times: 2 });
  const begun = Date.now();
  const all = await answerTo(sam, '/ssm help', channel);
  expect(Date.now() - begun).toBeLessThan(3_000);
  expect(all).toContain('Slack did not say in time who you are');
  expect(all).toContain('/ssm run TARGET...');
  expect(await sam.alerts()).toEqual([]);
  await slack.clearFaults();
});
