import type { MessageKind } from '../../domain/message.ts';
import type { Message } from '../blocks.ts';
import { drawApproval } from './approval.ts';
import { drawCard } from './card.ts';
import { drawLink } from './link.ts';
import { drawFinal } from './outcome.ts';
import { drawRoot } from './root.ts';
import type { Scene } from './scene.ts';

/** Each message of a request, drawn from its record alone. */
export const drawings: Readonly<Record<MessageKind, (scene: Scene) => Message>> = {
  card: drawCard,
  root: drawRoot,
  approval: drawApproval,
  final: drawFinal,
  link: drawLink,
};
