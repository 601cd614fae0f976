import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../support/asking.ts';
import { configure } from '../support/configure.ts';
import type { Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const policies = `
@id("looks") permit (principal, action == Action::"observe", resource)
when { principal in [Group::"sre", Group::"sre-leads"] };
@id("runs") permit (principal in Group::"sre", action in Action::"command", resource)
unless { resource == Environment::"dev" };
@id("lead") @approval("1 of sre-leads") forbid (principal, action in Action::"command", resource == Environment::"prod");
@id("large") @approval("1 of security") forbid (principal, action in Action::"command", resource)
when { context has targetCount && context.targetCount > 100 };
@id("glass") permit (principal in Group::"on-call", action == Action::"break-glass", resource == Environment::"prod");
@id("web-looks") permit (principal in Group::"web-team", action == Action::"observe", resource == Environment::"dev");
@id("web-few") permit (principal in Group::"web-team", action in Action::"command", resource == Environment::"dev")
when { context has targetCount && context.targetCount < 10 };
@id("web-blind") permit (principal in Group::"web-team", action in Action::"command", resource == Environment::"staging");
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ roles: [], policies });
  await configure(stage, { freezes: [{ name: 'audit-week', environments: ['prod'], from: '2020-01-01', to: '2199-01-01' }] });
  await stage.startBot();
});
afterAll(() => stage.strike());

const asks = (person: Person, channel = 'ops'): Promise<string> => answerTo(person, '/ssm whoami', channel);
/** What stands under the heading that names the environment. */
const under = (words: string, heading: string): string => {
  const [, after = ''] = words.split(`${heading}\n`);
  return after.split(/\n(?=[a-z]+ · )|\nAs policy answers/)[0] ?? '';
};

test('an engineer on call reads who they are, what needs whom, and that they may break the glass', async () => {
  const words = await asks(stage.ana);
  expect(words).toContain('(U0ANA)');
  expect(words).toContain('Groups: on-call, sre.');
  expect(words).toContain('No policy wants the agreement of a group that you are in.');
  const prod = under(words, 'prod · Production');
  expect(prod).toContain('Needs 1 of sre-leads: Run a script on instances.');
  expect(prod).toMatch(/You may also: look;.*break the glass/);
  expect(prod).toContain('Frozen now: audit-week.');
  expect(prod).toMatch(/By the policies .*glass, .*lead, .*runs/);
  expect(prod).not.toMatch(/close reviews|read the audit/);
  const staging = under(words, 'staging · Staging');
  expect(staging).toContain('Nobody has to agree: Run a script on instances.');
  expect(staging).not.toMatch(/break the glass|Frozen/);
  expect(under(words, 'dev · Development')).toContain('You may: look;');
  expect(under(words, 'dev · Development')).not.toContain('Run a script');
});

test('it is for their eyes alone', async () => {
  const { ana, bo } = stage;
  await asks(ana);
  const answer = await ana.sees('ops', /\(U0ANA\)/);
  expect(answer.ephemeral).toBe(true);
  expect((await bo.messages('ops')).some(({ ts }) => ts === answer.ts)).toBe(false);
});

test('a lead reads for whom they may agree, and which reviews and audits they may read', async () => {
  const words = await asks(stage.cleo);
  expect(words).toContain('You may agree to requests of others that want somebody of sre-leads.');
  expect(under(words, 'prod · Production')).toMatch(/You may: .*close reviews of break-glass; .*read the audit/);
  expect(words).not.toContain('Run a script');
  // Where the same holds it is said once.
  expect(words).toContain('staging · Staging, dev · Development\n');
});

test('what only a plan can decide is said to depend on it, and nothing can be planned where one may not look', async () => {
  const words = await asks(stage.wes, 'web-team');
  expect(under(words, 'dev · Development')).toContain('Depends on the plan and the circumstances: Run a script on instances.');
  expect(words.match(/Run a script/g)).toHaveLength(1);
});

test('who joined a group a moment ago reads so', async () => {
  const { wes, slack } = stage;
  await asks(wes, 'web-team');
  await slack.setGroup('security', ['U0SAM', 'U0WES']);
  expect(await asks(wes, 'web-team')).toContain('Groups: security, web-team.');
  await slack.setGroup('security', ['U0SAM']);
});

test('a guest and somebody of another workspace are told only that', async () => {
  const { gus, otto } = stage;
  expect(await asks(gus, 'incident-42')).toBe('Guests may not do this: ask a full member of the workspace.');
  expect(await asks(otto, 'incident-42')).toContain('not a member of the workspace');
});
