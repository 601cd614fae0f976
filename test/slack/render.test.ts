import type { KnownBlock, ModalView, SectionBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMessageBlocks } from '../../sandbox/slack/blocks/limits.ts';
import { checkView } from '../../sandbox/slack/blocks/view-limits.ts';
import type { Execution } from '../../src/domain/execution.ts';
import type { MessageKind } from '../../src/domain/message.ts';
import { type Comparison, type DecisionRecord, endStates, isEnded, type State, type WaveRecord } from '../../src/domain/request.ts';
import { nobody, parseRequirement } from '../../src/domain/requirement.ts';
import type { Message } from '../../src/slack/blocks.ts';
import { insideBlock } from '../../src/slack/escape.ts';
import { readReference, type Scene, verbs } from '../../src/slack/render/scene.ts';
import { loadingView, noticeView, planView, ranView, rejectView, reviewView, targetsView } from '../../src/slack/render/views.ts';
import { ana, anyPlan, decisionOf, person, planOf, prod, received } from '../domain/samples.ts';
import { approval, bo, cleo, drawn, planScene, rootLink, sam, wire } from './scenes.ts';

const live: readonly State[] = ['received', 'previewed', 'awaiting', 'approved', 'running', 'cancelling', 'offered', 'unknown'];
const states: readonly State[] = [...live, ...endStates];
const kinds: readonly MessageKind[] = [
  'card',
  'root',
  'approval',
  'reminder-1',
  'reminder-2',
  'final',
  'link',
  'told',
  'alarm',
  'alarm-U0BO',
  'review-1',
  'review-3',
];

/** What a reason, a script, a tag, AWS's words and a script's output may hold. */
const piece = fc.oneof(
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 4 },
  {
    arbitrary: fc.constantFrom(
      '<!channel>',
      '<!here|x>',
      '<@U0EVIL>',
      '<#C0EVIL>',
      '<!subteam^S0EVIL>',
      '<https://evil.example|ok>',
      '&lt;',
      '&',
      '```',
      '`',
      '*',
      '_',
      '\n',
      '\r\n',
      ' ',
    ),
    weight: 4,
  },
  { arbitrary: fc.constantFrom('\u202e', '\u2066', '\u200b', '\u0000', '\ud800', '𝔘', '👩🏽‍💻'), weight: 2 },
);
const text = fc.oneof(
  { arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')), weight: 30 },
  { arbitrary: piece.map((one) => (one || 'x').repeat(10_000).slice(0, 10_000)), weight: 1 },
);
const count = fc.nat(60);
const time = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

const execution: fc.Arbitrary<Execution> = fc.record({
  id: fc.uuid(),
  status: fc.constantFrom('running', 'waiting', 'succeeded', 'failed', 'cancelled'),
  detail: text,
  counts: fc.record({ total: count, succeeded: count, failed: count, notRun: count }),
  failures: fc.array(
    fc.record({
      target: text,
      status: text,
      exitCode: fc.option(fc.nat(255), { nil: undefined }),
      said: fc.option(text, { nil: undefined }),
    }),
    { maxLength: 8 },
  ),
  startedAt: time,
});
const waveStates: readonly WaveRecord['state'][] = [
  'pending',
  'starting',
  'running',
  'unknown',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
];
const waveRecord: fc.Arbitrary<WaveRecord> = fc.record({
  state: fc.constantFrom(...waveStates),
  startingAt: time,
  refusals: fc.nat(8),
  gone: fc.array(text, { maxLength: 2 }),
  execution: fc.option(execution, { nil: undefined }),
  note: fc.option(text, { nil: undefined }),
  retryAt: fc.option(time, { nil: undefined }),
});
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const requirement = fc.constantFrom(
  [{}],
  parseRequirement('1 of sre-leads'),
  parseRequirement('2 of sre-leads and 1 of security or 1 of directors'),
);

const comparison: fc.Arbitrary<Comparison> = fc.record({
  id: fc.constant('41b2c3d4'.repeat(4)),
  how: fc.constantFrom('again', 'text', 'targets'),
  at: time,
  outcome: text,
  differs: fc.array(text, { maxLength: 3 }),
  diffs: fc.array(fc.record({ label: fc.constantFrom('Script', 'Content'), text }), { maxLength: 2 }),
});
/** What a policy, the configuration's freezes and the people around it add to a request. */
const around = fc.record({
  glass: fc.boolean(),
  closed: maybe(text),
  stepUp: fc.boolean(),
  wide: fc.boolean(),
  freezes: fc.array(fc.record({ name: text, from: time, until: fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY)) }), { maxLength: 2 }),
  compared: maybe(comparison),
  likeness: fc.constantFrom(undefined, ['text:abc']),
  again: fc.constantFrom(undefined, 'f'.repeat(32)),
  byAsker: fc.boolean(),
  ping: fc.constantFrom<Scene['ping'][]>({}, { 'sre-leads': [] }, { 'sre-leads': ['on-call'], security: ['sre-leads'] }),
});

const scene: fc.Arbitrary<Scene> = fc
  .record({
    state: fc.constantFrom(...states),
    plan: anyPlan(text),
    early: fc.boolean(),
    requirement,
    waves: fc.array(waveRecord, { maxLength: 4 }),
    reason: maybe(text),
    note: maybe(text),
    delay: maybe(text),
    drifted: maybe(text),
    comment: maybe(text),
    dismissals: fc.array(fc.record({ by: fc.constant(cleo), why: text, at: time }), { maxLength: 5 }),
    approvals: fc.oneof(
      fc.constant([]),
      maybe(text).map((said) => [approval(bo, { comment: said })]),
    ),
    reminders: fc.nat(3),
    remindAt: maybe(time),
    around,
    times: fc.record({ confirmedAt: maybe(time), startedAt: maybe(time), endedAt: maybe(time), expiresAt: maybe(time) }),
    known: fc.boolean(),
    now: time,
  })
  .map(({ state, plan: any, early, requirement: wanted, comment, times, known, now, around: more, ...own }): Scene => {
    const { glass, closed, stepUp, wide, freezes, compared, likeness, again, byAsker, ping } = more;
    const plan = wide
      ? { ...any, waves: any.waves.map((wave) => ({ ...wave, wide: true as const })), warnings: [...any.warnings, 'wider'] }
      : any;
    const decision: DecisionRecord = {
      ...decisionOf(wanted),
      freezes,
      ...(stepUp && { stepUp: true }),
      ...(glass && { requirement: nobody, setAside: wanted }),
    };
    // Before it was planned, and where that was refused, there is neither plan nor decision.
    const bare = state === 'received' || (early && (state === 'refused' || state === 'denied'));
    const planned = bare ? { waves: [] } : { plan, hash: 'a1b2c3d4e5f6', decision, compared, likeness };
    const cancelledBy = state === 'cancelling' || state === 'cancelled' ? (byAsker ? ana : bo) : undefined;
    const rejection = state === 'rejected' ? { by: bo, comment } : undefined;
    const review = { remindAt: now, reminders: 3, closed: closed === undefined ? undefined : { by: sam, comment: closed, at: now } };
    const broken = glass ? { breakGlass: true as const, review } : {};
    const request = received({
      state,
      receivedAt: now,
      changedAt: now,
      again,
      ...own,
      ...times,
      ...planned,
      ...broken,
      cancelledBy,
      rejection,
    });
    return { request, environment: known ? prod : undefined, groupIds: { 'sre-leads': 'S0LEADS' }, ping, rootLink, now };
  });

/** Every text that Slack reads as mark-up, and every one that it shows as it is. */
function* texts(value: unknown): Generator<{ type: string; text: string }> {
  if (typeof value !== 'object' || value === null) return;
  const { type, text: words } = value as { type?: string; text?: unknown };
  if ((type === 'mrkdwn' || type === 'plain_text') && typeof words === 'string') yield { type, text: words };
  for (const inner of Object.values(value)) yield* texts(inner);
}

/** What of ours may stand in angle brackets: these people, this group, the link to the root, and times. */
const ours =
  /<@U0(?:ANA|BO|CLEO|SAM)>|<!subteam\^S0LEADS>|<https:\/\/acme\.slack\.com\/archives\/C0INC42\/p1\|[Ff]ollow it there>|<!date\^\d+\^[{}\w ]+\|[\d: UTC-]+>/g;
/** Half a surrogate pair, what turns the direction of reading, what has no width. */
const hidden = /[\p{Cs}\p{Bidi_Control}\u200b]/u;

function expectHarmless(shown: unknown): void {
  for (const { type, text: words } of texts(shown)) {
    expect(words).not.toBe('');
    expect(words).not.toMatch(hidden);
    if (type === 'mrkdwn') expect(words.replace(ours, '')).not.toMatch(/[<>]/);
  }
}

/** Slack cuts an answer off at an inline code that stays open; three backticks come in pairs. */
function expectClosedCode(blocks: readonly KnownBlock[]): void {
  for (const { type, text: words } of texts(blocks)) if (type === 'mrkdwn') expect(words.split('```').length % 2).toBe(1);
}

interface Pressed {
  readonly action_id: string;
  readonly value: string;
}
const buttons = ({ blocks }: Message): Pressed[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? (block.elements as unknown as Pressed[]) : []));
const verbsOf = (message: Message): string[] => buttons(message).map(({ action_id }) => action_id);
const over = (check: (scene: Scene) => void, numRuns = 70): void => fc.assert(fc.property(scene, check), { numRuns });

describe('whatever the record holds', () => {
  test.each(kinds)('its %s is taken by Slack, has words for a screen reader, and no mention of anybody else', (kind) => {
    over((one) => {
      const message = wire(drawn(kind, one));
      checkMessageBlocks(message.blocks);
      // An edit's text is refused beyond 4,000 characters.
      expect(message.text.length).toBeGreaterThan(0);
      expect(message.text.length).toBeLessThanOrEqual(4_000);
      expect(message.text.replace(ours, '')).not.toMatch(/[<>]/);
      expectHarmless(message.blocks);
      expectClosedCode(message.blocks);
    });
  });

  test('no message has Approve: only who reads the whole plan can say yes', () => {
    over((one) => {
      for (const kind of kinds) expect(verbsOf(drawn(kind, one))).not.toContain(verbs.approve);
    });
  });

  test('each button says which request and which plan it means', () => {
    over((one) => {
      for (const { action_id, value } of kinds.flatMap((kind) => buttons(drawn(kind, one)))) {
        if (!action_id.startsWith('request.')) continue;
        expect(readReference(value)).toEqual({ id: one.request.id, hash: one.request.hash ?? '' });
      }
    });
  });

  test('what is over or settled has no button that acts', () => {
    over((one) => {
      const { state } = one.request;
      const of = (kind: MessageKind) => verbsOf(drawn(kind, one));
      const acting: string[] = [verbs.confirm, verbs.discard, verbs.approve, verbs.reject, verbs.cancel, verbs.ran, verbs.didNotRun];
      if (isEnded(state)) for (const verb of acting) expect(of('root')).not.toContain(verb);
      if (state !== 'previewed') for (const verb of acting) expect(of('card')).not.toContain(verb);
      expect(of('approval')).toEqual(state === 'awaiting' ? [verbs.read, verbs.reject] : []);
      for (const number of [1, 2, 3])
        expect(of(`reminder-${number}`)).toEqual(state === 'awaiting' && number >= one.request.reminders ? [verbs.read, verbs.reject] : []);
      const open = isEnded(state) && one.request.review !== undefined && one.request.review.closed === undefined;
      for (const kind of ['alarm', 'alarm-U0BO'] as const) expect(of(kind)).toEqual(open ? [verbs.read, verbs.review] : [verbs.read]);
      for (const kind of ['told', 'link', 'review-1'] as const) expect(of(kind)).toEqual([]);
      for (const verb of acting) expect(of('final')).not.toContain(verb);
      if (state === 'cancelling') expect(of('root')).not.toContain(verbs.cancel);
    });
  });

  test('the views are taken by Slack and mention nobody else', () => {
    over((one) => {
      for (const view of [
        ...[ana, bo, person('wes')].map((reader) => planView(one, reader)),
        targetsView(one),
        rejectView(one),
        ranView(one),
        reviewView(one),
      ]) {
        const shown = wire(view);
        checkView(shown, 'modal');
        expectHarmless(shown);
        expectClosedCode(shown.blocks as KnownBlock[]);
      }
    }, 40);
    for (const view of [loadingView(), noticeView('x'.repeat(60), '<!channel>'.repeat(900))]) checkView(wire(view), 'modal');
  });
});

/** The text of all code blocks in a view, without white space, where the splits are. */
const codeIn = ({ blocks }: ModalView): string =>
  blocks
    .flatMap((block) =>
      block.type === 'section' ? [/```\n([\s\S]*)\n```$/.exec((block as SectionBlock).text?.text ?? '')?.[1] ?? ''] : [],
    )
    .join('')
    .replace(/\s/g, '');

describe('the whole plan', () => {
  test('is all there, each target and every character of each script, or Approve is not offered', () => {
    let offered = 0;
    over((any) => {
      const one = any.request.plan ? { ...any, request: { ...any.request, state: 'awaiting' as const, approvals: [] } } : any;
      const view = planView(one, bo);
      if (!view.submit) return;
      offered += 1;
      expect(view).toMatchObject({ submit: { text: 'Approve' }, callback_id: verbs.approve });
      const shown = codeIn(view);
      for (const { text: script } of one.request.plan?.texts ?? []) expect(shown).toContain(insideBlock(script).replace(/\s/g, ''));
      for (const { id } of one.request.plan?.targets ?? []) expect(shown).toContain(id);
      // The lines that only sum up may be cut: all that they say stands below them.
      const words = JSON.stringify(view.blocks.filter((block) => !/\d+ will (?:get it|not)|request `41b2c3`/.test(JSON.stringify(block))));
      expect(words).not.toContain('more characters');
      expect(words).not.toContain('not shown');
      const changed = one.request.compared?.diffs ?? [];
      if (!words.includes('too long to be shown'))
        for (const { text: diff } of changed) expect(shown).toContain(insideBlock(diff).replace(/\s/g, ''));
    }, 120);
    expect(offered).toBeGreaterThan(0);
  });

  test('is offered for approval to nobody who asked for it, and only while it waits', () => {
    over((one) => {
      expect(planView(one, one.request.asker).submit).toBeUndefined();
      if (one.request.state !== 'awaiting') expect(planView(one, bo).submit).toBeUndefined();
    });
  });

  test('of a reason that cannot be shown whole is not offered for approval', () => {
    const long = planScene({ reason: `${'because '.repeat(600)}and then drop the table` });
    expect(planView(long, bo)).toMatchObject({ title: { text: 'Too long to approve' } });
    expect(planView(long, bo).submit).toBeUndefined();
  });

  test('of 300 instances and a script of 16,000 characters is shown, and of a script beyond a modal is not', () => {
    const many = Array.from({ length: 6 }, (_, wave) =>
      Array.from({ length: 50 }, (_, i) => `i-${String(wave * 50 + i).padStart(17, '0')}`),
    );
    const script = Array.from({ length: 400 }, (_, i) => `echo "line ${i} of a script that is long"`)
      .join('\n')
      .slice(0, 16_000);
    const fits = planView(planScene({ plan: planOf(many, { texts: [{ label: 'Script', text: script }] }) }), bo);
    expect(fits.submit).toMatchObject({ text: 'Approve' });
    const huge = planView(planScene({ plan: planOf(many, { texts: [{ label: 'Script', text: 'x'.repeat(400_000) }] }) }), bo);
    expect(huge).toMatchObject({ title: { text: 'Too long to approve' } });
  });
});
