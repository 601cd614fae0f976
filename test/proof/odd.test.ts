import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../src/domain/request.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import { ask, recordOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { listenForAnswers } from './answers.ts';
import { auditOf } from './chain.ts';
import { type About, deliveries } from './deliveries.ts';

// Only Bo and Cleo are signed for here, and three must agree: whatever they send, it goes on waiting.
const three = `
permit (principal, action, resource);
forbid (principal, action == Action::"request.cancel", resource);
@approval("3 of security") forbid (principal, action in Action::"operation", resource == Environment::"prod");
`;
let stage: Stage;
let about: About;
let answers: Awaited<ReturnType<typeof listenForAnswers>>;
beforeAll(async () => {
  stage = await setStage({ speed: 60, http: true, policies: three });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  await stage.slack.setGroup('security', ['U0ANA', 'U0BO', 'U0CLEO', 'U0SAM']);
  answers = await listenForAnswers();
  const { id } = await ask(stage.ana, '/ssm run tag:App=batch --env prod -- uptime');
  const { id: whole, hash = '' } = (await recordOf(stage, id)) as unknown as Request;
  about = { id: whole, hash, answers: answers.url };
});
afterAll(async () => {
  await answers.close();
  await stage.strike();
});

type Path = readonly (string | number)[];
type Json = Record<string | number, unknown>;

/** Every place in a delivery. */
function placesIn(value: unknown, at: Path = []): Path[] {
  const here = at.length > 0 ? [at] : [];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, each]) => placesIn(each, [...at, key]))];
}

/** The delivery with another value there; undefined: without it. */
function altered(payload: Json, path: Path, value: unknown): Json {
  const copy = structuredClone(payload);
  const last = path.at(-1) as string | number;
  const parent = path.slice(0, -1).reduce<Json>((node, key) => node[key] as Json, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** What says which kind of delivery it is, and what Bolt itself needs to take it: altered, it is none of the bot's. A form's state is apart, below. */
const naming =
  /^(type|command|user|view|view\.state|view\.state\.values|actions|event|event\.type|authorizations|authorizations\.0|callback_id|view\.callback_id|actions\.0|actions\.0\.(type|action_id|block_id)|action_id)$/;
const kinds = Object.keys(deliveries).filter((kind) => kind !== 'rejection');
const places = kinds.flatMap((kind) =>
  placesIn((deliveries[kind] as (typeof deliveries)[string])({ id: '', hash: '', answers: '' }, 't').payload)
    .filter((path) => !naming.test(path.join('.')))
    .map((path) => ({ kind, path })),
);
const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    undefined,
    null,
    '',
    'x'.repeat(4_000),
    'U0CLEO',
    'T0OTHER',
    '__proto__',
    ['U0ANA'],
    { id: 'U0ANA' },
    -1,
    true,
    [],
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** Who signed for the delivery, as Slack names them. */
function signer({ kind, payload }: { kind: string; payload: Json }): { id: unknown; team: unknown } {
  // A form knows text alone.
  if (kind === 'command' || kind === 'enquiry') return { id: String(payload.user_id), team: String(payload.team_id) };
  const user = (kind === 'mention' ? payload.event : payload.user) as Json;
  return kind === 'mention' ? { id: user.user, team: user.user_team ?? user.team } : { id: user.id, team: user.team_id };
}
const byPeople: readonly AuditRow['event'][] = [
  'confirmed',
  'discarded',
  'verdict-given',
  'approved',
  'rejected',
  'approval-withdrawn',
  'cancel-asked',
];

let count = 0;
test('a delivery in which any one field lacks or is another is answered, breaks nothing, and counts for nobody but who signed', async () => {
  let seen = (await auditOf(stage.redis)).length;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), anything, async ({ kind, path }, value) => {
      // Bolt itself looks into these, and answers 500 where there is null.
      fc.pre(value !== null || !/^(channel|event\.(user|channel))$/.test(path.join('.')));
      count += 1;
      const { type, payload } = (deliveries[kind] as (typeof deliveries)[string])(about, `odd-${count}`);
      const sent = altered(payload as Json, path, value);
      const { status } = await stage.slack.deliver({ type, payload: sent });
      expect(status).toBe(200);
      const { id, team } = signer({ kind, payload: sent });
      const fresh = (await auditOf(stage.redis)).slice(seen);
      seen += fresh.length;
      for (const { read } of fresh) {
        // Jobs of the deliveries before it write meanwhile: theirs were looked at when they were given.
        if (read.event !== undefined && !byPeople.includes(read.event)) continue;
        expect(['U0BO', 'U0CLEO', id]).toContainEqual(read.by);
        if (read.event === undefined || read.event === 'verdict-given') expect([read.by, team]).toEqual([id, 'T0ACME']);
      }
    }),
    { numRuns: 250 },
  );
  const now = (await recordOf(stage, about.id.slice(0, 6))) as unknown as Request;
  expect(now.state).toBe('awaiting');
  expect(now.approvals.map(({ by }) => by.id).filter((id) => id !== 'U0BO' && id !== 'U0CLEO')).toEqual([]);
  expect((await stage.aws.sent()).length).toBe(0);
}, 120_000);

test('an approval whose form has no state is answered too, within Slack’s three seconds', async () => {
  for (const state of [undefined, null, '', {}]) {
    count += 1;
    const { type, payload } = (deliveries.approval as (typeof deliveries)[string])(about, `odd-${count}`);
    expect((await stage.slack.deliver({ type, payload: altered(payload as Json, ['view', 'state'], state) })).status).toBe(200);
  }
});
