import { isEnded, shortId } from '../../domain/request.ts';
import { context, type Message, message, section } from '../blocks.ts';
import { codeSpan, join, link, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { outcomeLine } from './outcome.ts';
import { planLine, type Scene, title } from './scene.ts';
import { settledLine } from './settled.ts';

/** To the asker directly: what was decided and by whom, and in the end what came of it. */
export function drawTold(scene: Scene): Message {
  const said = join([title(scene), ...decided(scene)], '\n');
  const where = scene.rootLink === undefined ? [] : [link(scene.rootLink, 'Follow it there')];
  return message({ text: said, blocks: [section(said), context(join([...where, planLine(scene)]))] });
}

function decided(scene: Scene): Mrkdwn[] {
  const { request } = scene;
  const { id, state, startedAt } = request;
  if (state === 'awaiting') return [mrkdwn`The plan changed and asks again. ${request.drifted ?? ''}`];
  if (state === 'previewed')
    return [
      mrkdwn`The plan changed and waits for your yes. ${request.drifted ?? ''}`,
      mrkdwn`${codeSpan(`/ssm status ${shortId(id)}`)} shows you the card.`,
    ];
  if (state === 'ready') return [settledLine(scene), mrkdwn`It waits for your click: the message in the channel has the button.`];
  if (!isEnded(state)) return [settledLine(scene)];
  if (startedAt !== undefined) return [settledLine(scene), outcomeLine(scene)];
  const ended = mrkdwn`${settledLine(scene)} · nothing was sent`;
  return state === 'expired' ? [ended, mrkdwn`${codeSpan(`/ssm again ${shortId(id)}`)} asks anew.`] : [ended];
}
