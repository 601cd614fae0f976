import { type Message, message, section } from '../blocks.ts';
import { link, mrkdwn } from '../mrkdwn.ts';
import { settledLine } from './approval.ts';
import { type Scene, title } from './scene.ts';

/** To the asker directly: what was decided. */
export function drawTold(scene: Scene): Message {
  const where = scene.rootLink === undefined ? mrkdwn`` : mrkdwn` ${link(scene.rootLink, 'Follow it there')}`;
  const said = mrkdwn`${title(scene)}: ${settledLine(scene)}${where}`;
  return message({ text: said, blocks: [section(said)] });
}
