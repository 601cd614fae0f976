import { type Message, message, section } from '../blocks.ts';
import { link, mrkdwn, person } from '../mrkdwn.ts';
import { type Scene, title } from './scene.ts';

/** In the thread where it was asked: the request's own message stands in the channel. */
export function drawLink(scene: Scene): Message {
  if (scene.rootLink === undefined) throw new RangeError('A link without its address.');
  const said = mrkdwn`${person(scene.request.asker.id)} asked for ${title(scene)}: ${link(scene.rootLink, 'follow it there')}`;
  return message({ text: said, blocks: [section(said)] });
}
