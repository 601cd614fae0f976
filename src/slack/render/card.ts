import { needsNobody } from '../../domain/requirement.ts';
import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { bold, mrkdwn } from '../mrkdwn.ts';
import { planInShort, whereLine } from './plan-blocks.ts';
import { differsLines, needs, planLine, plural, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

/** For the asker alone: what would happen, and the way on. After the click it says what became of it. */
export function drawCard(scene: Scene): Message {
  const { request } = scene;
  if (request.state === 'previewed' && request.plan) return preview(scene);
  const said = outcome(scene);
  // What was refused before the yes can be put right: nothing that was written is lost.
  const changeable = request.state === 'refused' && request.confirmedAt === undefined;
  const way = changeable ? [actions([button({ text: 'Change', action: verbs.change, value: reference(request) })])] : [];
  return message({ text: said, blocks: [section(said), ...way] });
}

function preview(scene: Scene): Message {
  const { request } = scene;
  const { plan, decision } = request;
  if (!plan || !decision) throw new RangeError('A card without a plan.');
  const free = needsNobody(decision.requirement);
  const value = reference(request);
  const blocks = [
    section(mrkdwn`${title(scene)}\n${whereLine(scene)}`),
    ...(request.drifted ? [section(mrkdwn`${bold('New')} ${request.drifted}`)] : []),
    ...differsLines(request).map((line) => section(line)),
    ...planInShort(plan),
    ...reasonLines(scene).map((line) => context(line)),
    context(
      free
        ? mrkdwn`Needs nobody's approval · ${planLine(scene)}`
        : mrkdwn`Needs ${needs(decision.requirement)} (not you) · ${planLine(scene)}`,
    ),
    actions([
      button({
        text: free ? `Run on ${plural(plan.targets.filter((t) => t.out === undefined).length, plan.nouns.target)}` : 'Ask for approval',
        action: verbs.confirm,
        value,
        style: 'primary',
        ...(plan.sure !== undefined && {
          confirm: { title: 'Are you sure?', text: plan.sure, yes: 'Yes, all of them', no: 'Back', style: 'danger' as const },
        }),
      }),
      button({ text: 'Read the plan', action: verbs.read, value }),
      button({ text: `Targets (${plan.targets.length})`, action: verbs.targets, value }),
      button({ text: 'Change', action: verbs.change, value }),
      button({ text: 'Discard', action: verbs.discard, value }),
    ]),
  ];
  return message({ text: mrkdwn`${title(scene)}: nothing was sent yet. Needs ${needs(decision.requirement)}.`, blocks });
}

function outcome(scene: Scene) {
  const { request } = scene;
  const note = request.note ?? '';
  switch (request.state) {
    case 'denied':
    case 'refused':
      // Before the person said yes there is no plan to name: only why not.
      return request.confirmedAt === undefined ? mrkdwn`${note}` : mrkdwn`${title(scene)}: ${note}`;
    case 'discarded':
      return mrkdwn`${title(scene)}: discarded. Nothing was sent.`;
    case 'expired':
      // After the yes it was the approvers' time that ended: the thread says so.
      if (request.confirmedAt !== undefined) return elsewhere(scene);
      return mrkdwn`${title(scene)}: not confirmed in time, so discarded. Nothing was sent. Type it again to see today's plan.`;
    default:
      return elsewhere(scene);
  }
}

const elsewhere = (scene: Scene) => mrkdwn`${title(scene)}: its message in this channel tells how it goes. ${planLine(scene)}`;
