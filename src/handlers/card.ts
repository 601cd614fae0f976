import type { KnownBlock } from '@slack/types';
import type { Part } from '../domain/part.ts';
import type { PersonRef } from '../domain/person.ts';
import type { Request } from '../domain/request.ts';
import type { Message } from '../slack/blocks.ts';
import { drawCard } from '../slack/render/card.ts';
import { drawRoot } from '../slack/render/root.ts';
import { makeScene, type Scene } from '../slack/render/scene.ts';
import { sendFiles } from './files.ts';
import type { Asking, Front } from './front.ts';
import { drawParts } from './parts.ts';

export const sceneOf = ({ desk, ping }: Front, request: Request): Promise<Scene> =>
  makeScene({ environments: desk.environments, ping, now: desk.clock.now(), groupId: desk.people.handleId }, request);

/** The request's card anew: the asker's with its buttons while it waits for them, else the message as the channel has it. */
export async function drawAnew(front: Front, request: Request, reader: Pick<PersonRef, 'id'>): Promise<Message> {
  const scene = await sceneOf(front, request);
  const own = request.state === 'previewed' && reader.id === request.asker.id;
  return own || request.plan === undefined ? drawCard(scene) : drawRoot(scene);
}

/** Parts with the cards of the requests among them; their files are sent. */
export async function drawRequests(front: Front, all: readonly Part[], asking: Asking): Promise<Message> {
  const parts = await sendFiles(front, all, asking);
  const cards = new Map<string, readonly KnownBlock[]>();
  for (const part of parts) {
    if (part.kind !== 'request') continue;
    const request = await front.desk.requests.get(part.id);
    if (request) cards.set(part.id, (await drawAnew(front, request, asking.by)).blocks);
  }
  return drawParts(parts, (id) => cards.get(id) ?? []);
}
