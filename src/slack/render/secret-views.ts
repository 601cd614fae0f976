import type { ModalView } from '@slack/types';
import { code } from '../blocks/code.ts';
import { input, textInput } from '../blocks/input.ts';
import { context, modal, section } from '../blocks.ts';
import { mrkdwn } from '../mrkdwn.ts';
import { plural, reference, type Scene, title, verbs } from './scene.ts';

const blockStart = 'secret.';
export const secretBlock = (wave: number): string => `${blockStart}${wave}`;
/** The wave that a block asks for. */
export const waveOf = (block: string): number | undefined =>
  block.startsWith(blockStart) ? Number(block.slice(blockStart.length)) : undefined;

/** Asks for the values of waves that take one. What is written goes from here to AWS and is kept nowhere. */
export function secretsView(scene: Scene, waves: readonly number[]): ModalView {
  const { request } = scene;
  const asked = waves.flatMap((i) => {
    const { secret } = request.plan?.waves[i] ?? {};
    return secret?.kind === 'takes' ? [{ i, secret }] : [];
  });
  return modal({
    title: asked.length === 1 ? 'Give the value' : 'Give the values',
    callback: verbs.ready,
    metadata: reference(request),
    blocks: [
      section(title(scene)),
      ...asked.map(({ i, secret }) =>
        input({
          id: secretBlock(i),
          label: secret.name,
          element: textInput('value', { multiline: true }),
          ...(secret.hint !== undefined && { hint: secret.hint }),
        }),
      ),
      context(mrkdwn`It goes from this form to AWS. It is in no message, no log and no record. Slack's servers see it on the way.`),
    ],
    submit: `Set ${plural(asked.length, 'value')}`,
    close: 'Not now',
  });
}

/** Shows secrets to the one who asked: a view is no message, and it is gone when it is closed. */
export function givenView(scene: Scene, secrets: ReadonlyMap<number, string>, said: string): ModalView {
  const waves = scene.request.plan?.waves ?? [];
  const blocks = [...secrets].flatMap(([i, value]) => code(value, waves[i]?.secret?.name, { whole: true }));
  return modal({
    title: secrets.size > 0 ? 'Only you see this' : 'Done',
    callback: 'request.notice',
    blocks: [section(mrkdwn`${title(scene)}\n${said}`), ...blocks],
    close: 'Done',
    whole: true,
  });
}
