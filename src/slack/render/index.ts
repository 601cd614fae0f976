import type { MessageBase, MessageKind } from '../../domain/message.ts';
import type { Message } from '../blocks.ts';
import { drawAlarm, drawReview } from './alarm.ts';
import { drawApproval, drawReminder } from './approval.ts';
import { drawCard } from './card.ts';
import { drawLink } from './link.ts';
import { drawFinal } from './outcome.ts';
import { drawNudge, drawStep } from './prompt.ts';
import { drawRoot } from './root.ts';
import type { Scene } from './scene.ts';
import { drawTold } from './told.ts';

/** Each message of a request, drawn from its record alone. */
export const drawings: Readonly<Record<Exclude<MessageBase, 'completed'>, (scene: Scene, kind: MessageKind) => Message>> = {
  card: drawCard,
  root: drawRoot,
  approval: drawApproval,
  reminder: drawReminder,
  step: drawStep,
  nudge: drawNudge,
  final: drawFinal,
  link: drawLink,
  told: drawTold,
  alarm: drawAlarm,
  review: drawReview,
};
