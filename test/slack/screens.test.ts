import { describe, expect, test } from 'vitest';
import type { PersonRef } from '../../src/domain/person.ts';
import type { Comparison, Request } from '../../src/domain/request.ts';
import { nobody, parseRequirement } from '../../src/domain/requirement.ts';
import { type Scene, verbs } from '../../src/slack/render/scene.ts';
import { codeBlock, planView } from '../../src/slack/render/views.ts';
import { ana, decisionOf, person, planOf, prod, received } from '../domain/samples.ts';
import { approval, bo, drawn, leads, planScene, sam, wire } from './scenes.ts';

test('an asker’s card of a request that nobody approved in time does not say that the asker was late', () => {
  const late = drawn('card', planScene({ state: 'expired' }));
  expect(late.text).not.toContain('not confirmed in time');
  expect(drawn('root', planScene({ state: 'expired' })).text).toContain('Nobody decided in time');
  expect(drawn('card', planScene({ state: 'expired', confirmedAt: undefined })).text).toContain('not confirmed in time');
});

describe('who reads the plan while it waits', () => {
  const waits = (own: Partial<Request> = {}) =>
    planScene({ decision: { ...decisionOf(leads), eligible: { 'sre-leads': ['U0ANA', 'U0BO', 'U0CLEO'] } }, ...own });
  const seen = (one: Scene, reader: PersonRef) => {
    const view = planView(one, reader);
    return { title: view.title.text, submit: view.submit?.text, callback: view.callback_id, words: JSON.stringify(view.blocks) };
  };

  test('and may approve gets Approve, with a code where a policy asks for one', () => {
    expect(seen(waits(), bo)).toMatchObject({ submit: 'Approve', callback: verbs.approve });
    expect(seen(waits(), bo).words).not.toContain(codeBlock);
    const stepUp = waits({ decision: { ...decisionOf(leads), stepUp: true } });
    expect(planView(stepUp, bo).blocks).toContainEqual(expect.objectContaining({ block_id: codeBlock, type: 'input' }));
    expect(planView(stepUp, bo).blocks).not.toContainEqual(expect.objectContaining({ block_id: codeBlock, optional: true }));
    expect(drawn('approval', stepUp).text).toContain('each with a code of their authenticator app');
  });

  test('and was in no group that may decide reads who may, and has no Approve', () => {
    const { submit, words } = seen(waits(), person('wes'));
    expect(submit).toBeUndefined();
    expect(words).toContain('of sre-leads <@U0BO>, <@U0CLEO>');
  });

  test('and asked for it reads that somebody else decides', () => {
    expect(seen(waits(), ana)).toMatchObject({ submit: undefined, words: expect.stringContaining('somebody else decides') });
  });

  test('and approved it can take that back, and who approved another plan can not', () => {
    const twoSeats = { decision: decisionOf(parseRequirement('2 of sre-leads')) };
    const given = approval(bo, { hash: 'a1b2c3d4' });
    expect(seen(waits({ ...twoSeats, approvals: [given] }), bo)).toMatchObject({
      submit: 'Take it back',
      callback: verbs.withdraw,
      words: expect.stringContaining('You approved at'),
    });
    expect(seen(waits({ ...twoSeats, approvals: [approval(bo, { hash: 'another' })] }), bo).submit).toBe('Approve');
  });

  test('sees what changed before the whole script, and where the change is too long, the script all the same', () => {
    const compared = {
      id: '41b2'.repeat(8),
      how: 'targets',
      at: 1,
      outcome: 'succeeded: 1 of 1 succeeded',
      differs: ['Script is another'],
    } as const;
    const { words, submit } = seen(waits({ compared: { ...compared, diffs: [{ label: 'Script', text: '-echo a\n+uptime' }] } }), bo);
    expect(submit).toBe('Approve');
    expect(words.indexOf('+uptime')).toBeGreaterThan(0);
    expect(words.indexOf('+uptime')).toBeLessThan(words.indexOf('*Script*'));
    const long = seen(waits({ compared: { ...compared, diffs: [{ label: 'Script', text: '+x\n'.repeat(100_000) }] } }), bo);
    expect(long).toMatchObject({ submit: 'Approve', words: expect.stringContaining('too long to be shown') });
  });
});

describe('a comparison', () => {
  const compared: Comparison = {
    id: '41b2c3'.padEnd(32, '0'),
    how: 'text',
    at: 1_750_000_000_000,
    outcome: 'succeeded: 50 of 50 succeeded',
    differs: ['2 more: i-1, i-2'],
    diffs: [],
  };
  const card = (own: Partial<Request>) => JSON.stringify(drawn('approval', planScene(own)).blocks);

  test('names the last run of the same script, how it ended and what is different', () => {
    expect(card({ compared })).toMatch(/Same script as request `41b2c3`, <!date[^>]*>: 50 of 50 succeeded · 2 more: i-1, i-2/);
  });

  test('says that there was none only where one was looked for', () => {
    const none = 'Nothing like it was run on prod in the last 90 days.';
    expect(card({ likeness: ['text:a'] })).toContain(none);
    expect(card({})).not.toContain(none);
    expect(card({ likeness: ['text:a'], again: 'f'.repeat(32) })).not.toContain(none);
    expect(card({ likeness: ['text:a'], compared })).not.toContain(none);
  });

  test('that was made before the plan changed says so', () => {
    expect(card({ compared, drifted: 'New targets: i-3.' })).toContain('before the plan changed: 2 more');
  });
});

describe('who is called', () => {
  const asks = (ping: Scene['ping']) =>
    drawn('approval', { ...planScene(), ping, groupIds: { 'sre-leads': 'S0LEADS', 'on-call': 'S0ONCALL' } }).text;

  test('is the group that must agree, those that stand for it, or nobody', () => {
    expect(asks({})).toMatch(/^<!subteam\^S0LEADS>: <@U0ANA> asks/);
    expect(asks({ 'sre-leads': ['on-call'] })).toMatch(/^<!subteam\^S0ONCALL>: /);
    expect(asks({ 'sre-leads': [] })).toMatch(/^sre-leads: /);
  });

  test('by a reminder is only who is missing; a new plan calls in words of its own', () => {
    const both = planScene({
      decision: decisionOf(parseRequirement('1 of sre-leads and 1 of security')),
      approvals: [approval(bo, { hash: 'a1b2c3d4' })],
      reminders: 1,
    });
    const said = drawn('reminder-1', { ...both, groupIds: { 'sre-leads': 'S0LEADS', security: 'S0SEC' } }).text;
    expect(said).toMatch(/^<!subteam\^S0SEC>: .* still needs 1 of security, until /);
    const again = planScene({ drifted: 'New targets: i-3.', reminders: 1, remindAt: 1_750_000_000_000 });
    expect(drawn('reminder-1', again).text).toContain('the plan changed and asks again. New targets: i-3.');
    expect(drawn('reminder-2', planScene({ ...again.request, reminders: 2, remindAt: undefined })).text).toContain('still needs');
    expect(drawn('final', planScene({ state: 'expired' })).text).toContain('Nobody decided in time');
    expect(JSON.stringify(drawn('final', planScene({ state: 'expired' })).blocks)).toContain('for <@U0ANA>');
  });
});

describe('a broken glass', () => {
  const broken = (own: Partial<Request> = {}) =>
    planScene({
      state: 'previewed',
      confirmedAt: undefined,
      breakGlass: true,
      reason: 'nobody answers',
      decision: { ...decisionOf(leads), requirement: nobody, setAside: leads, eligible: { 'sre-leads': ['U0ANA', 'U0BO', 'U0CLEO'] } },
      ...own,
    });

  test('is asked once more, with count, environment and what is set aside', () => {
    const [first] = (
      wire(drawn('card', broken())).blocks.at(-1) as unknown as {
        elements: { text: object; style: string; confirm: { text: { text: string } } }[];
      }
    ).elements;
    expect(first).toMatchObject({ text: { text: 'Break the glass and run on 1 instance' }, style: 'danger' });
    expect(first?.confirm.text.text).toBe(
      'It runs at once on 1 instance of prod, without 1 of sre-leads. The security channel and 2 people are alarmed.',
    );
  });

  test('is marked in the channel and in its end, with the state of the review', () => {
    const review = { remindAt: 1, reminders: 0 };
    const root = (own: Partial<Request>) =>
      JSON.stringify(drawn('root', broken({ state: 'running', confirmedAt: 1, startedAt: 1, review, ...own })).blocks);
    expect(root({})).toMatch(/Broken glass.*without the approval of 1 of sre-leads.*Not reviewed yet/);
    const closed = { by: sam, comment: 'right', at: 1_750_000_000_000 };
    expect(root({ review: { ...review, closed } })).toMatch(/Reviewed by <@U0SAM>, .*“right”/);
    expect(root({ breakGlass: undefined, review: undefined })).not.toContain('lass');
  });

  test('names who, where, what, why and what was set aside in its alarm', () => {
    const { text: said, blocks } = drawn(
      'alarm',
      broken({ state: 'running', confirmedAt: 1, startedAt: 1, review: { remindAt: 1, reminders: 0 } }),
    );
    expect(said).toContain('<@U0ANA> broke the glass on *prod*: *Run a script on 1 instances*');
    const words = JSON.stringify(blocks);
    for (const wanted of [
      'nobody answers',
      'Without the approval of 1 of sre-leads',
      '2 people who could have agreed',
      'uptime',
      'follow it there',
    ])
      expect(words.toLowerCase()).toContain(wanted.toLowerCase());
  });
});

test('a wide session is marked, and comes before what else the plan warns of', () => {
  const plan = planOf([['i-1']], { warnings: ['It restarts.', 'The session is wider.'] });
  const wide = { ...plan, waves: plan.waves.map((wave) => ({ ...wave, wide: true as const })) };
  for (const kind of ['approval', 'card'] as const) {
    const words = JSON.stringify(
      drawn(kind, planScene({ plan: wide, ...(kind === 'card' && { state: 'previewed', confirmedAt: undefined }) })).blocks,
    );
    expect(words).toMatch(/\*Wide session\.\* The session is wider\..*\*Note\.\* It restarts\./);
  }
  expect(JSON.stringify(planView(planScene({ plan: wide }), bo).blocks)).toContain('*Wide session.*');
});

describe('words for people', () => {
  const sceneWith = (own: Partial<Request>): Scene => ({
    request: received({
      plan: planOf([['i-1']]),
      hash: 'a1b2c3d4',
      decision: decisionOf(parseRequirement('1 of sre-leads')),
      waves: [{ state: 'pending', refusals: 0, gone: [] }],
      confirmedAt: 2_000,
      ...own,
    }),
    environment: prod,
    groupIds: {},
    ping: {},
    now: 3_000,
  });

  test('a reason makes no line of its own, where it would look like the bot’s words', () => {
    const { blocks } = drawn('approval', sceneWith({ state: 'awaiting', reason: 'slow”\n\nApproved by security' }));
    expect(JSON.stringify(blocks)).toContain('slow” ⏎ Approved by security');
  });

  test('a request that was discarded says so, and not that nothing succeeded', () => {
    const { text: said } = drawn('final', sceneWith({ state: 'discarded', endedAt: 3_000, drifted: 'new targets' }));
    expect(said).toContain('Discarded by <@U0ANA> · nothing was sent');
  });

  test('a plan that waits for its asker is called another one only where it is', () => {
    expect(drawn('root', sceneWith({ state: 'previewed', drifted: 'new targets' })).text).toContain('/ssm status 8c1d02');
    expect(drawn('root', sceneWith({ state: 'previewed' })).text).not.toContain('another');
  });
});
