import { baseOf, type MessageKind } from '../../src/domain/message.ts';
import type { PersonRef } from '../../src/domain/person.ts';
import type { Approval, Request } from '../../src/domain/request.ts';
import { parseRequirement } from '../../src/domain/requirement.ts';
import type { Message } from '../../src/slack/blocks.ts';
import { drawings } from '../../src/slack/render/index.ts';
import type { Scene } from '../../src/slack/render/scene.ts';
import { decisionOf, person, planOf, prod, received } from '../domain/samples.ts';

export const [bo, cleo, sam] = [person('bo'), person('cleo'), person('sam')];
export const rootLink = 'https://acme.slack.com/archives/C0INC42/p1';
export const leads = parseRequirement('1 of sre-leads');

/** As it goes over the wire: what is undefined is not there. */
export const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Draws one message as the notifier does. */
export function drawn(kind: MessageKind, scene: Scene): Message {
  const base = baseOf(kind);
  if (base === 'completed') throw new Error('A workflow is told; nothing is drawn.');
  return drawings[base](scene, kind);
}

export const approval = (by: PersonRef, own: Partial<Approval> = {}): Approval => ({
  by,
  groups: ['sre-leads'],
  hash: 'a1b2c3d4e5f6',
  at: 1_750_000_000_000,
  ...own,
});

/** A request for one instance that waits for one of the leads. */
export function planScene(own: Partial<Request> = {}): Scene {
  const request = received({
    state: 'awaiting',
    confirmedAt: 1,
    expiresAt: 1_750_000_000_000,
    plan: planOf([['i-1']]),
    hash: 'a1b2c3d4',
    decision: decisionOf(parseRequirement('1 of sre-leads')),
    waves: [{ state: 'pending', refusals: 0, gone: [] }],
    ...own,
  });
  return { request, environment: prod, groupIds: {}, ping: {}, rootLink, now: 1_750_000_000_000 };
}
