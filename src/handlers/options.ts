import type { App, BlockSuggestion } from '@slack/bolt';
import { fitsOption, option } from '../slack/blocks/input.ts';
import { environmentBlock, noticeValue, pickedKind, readFormPlace } from '../slack/form/ids.ts';
import { pick } from '../workflows/lifecycle/pick.ts';
import { isOurs, toPerson, wrongWorkspace } from './boundary.ts';
import { deliveryOf } from './delivery.ts';
import type { Front } from './front.ts';
import { formOf } from './modal.ts';

/** Every picker of the forms. Slack waits three seconds; `pick` answers within them. */
export function registerOptions(app: App, front: Front): void {
  app.options<'block_suggestion'>(/^pick\./, async ({ ack, body }) => {
    const choices = await offered(front, body);
    const options = choices
      .filter(({ value }) => value === '' || fitsOption(value))
      .map(({ text, value }) => option(text, value || noticeValue));
    await ack({ options });
  });
}

async function offered(front: Front, body: BlockSuggestion) {
  const { by, enterprise } = deliveryOf(body);
  try {
    if (!isOurs(front, by.team, enterprise)) return [{ text: wrongWorkspace, value: '' }];
    const place = readFormPlace(body.view?.private_metadata ?? '');
    if (!place) return [{ text: 'This form belongs to another version of the bot.', value: '' }];
    // Where Slack tells what is chosen already, that is newer than what the form was drawn with.
    const chosen = Object.values(body.view?.state?.values[environmentBlock] ?? {})[0]?.selected_option?.value;
    const asker = { by, channel: place.channel };
    const picker = {
      kind: pickedKind(body.action_id) ?? '',
      operation: formOf(front, body.view)?.name,
      environment: chosen ?? place.environment ?? '',
    };
    return await pick(front.desk, picker, body.value, asker);
  } catch (error) {
    return [{ text: toPerson(front, error, 'looking for choices'), value: '' }];
  }
}
