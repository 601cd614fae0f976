import { alarmed } from '../../domain/message.ts';
import type { Plan } from '../../domain/plan.ts';
import { touched } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { needsNobody } from '../../domain/requirement.ts';
import { actions, button, type Confirm, context, type Message, message, section } from '../blocks.ts';
import { bold, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { freezeLines } from './cautions.ts';
import { comparedLines } from './compared.ts';
import { planInShort, whereLine } from './plan-blocks.ts';
import { needs, people, planLine, plural, proof, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

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
  const value = reference(request);
  const way = wayOn(request);
  const blocks = [
    section(mrkdwn`${title(scene)}\n${whereLine(scene)}`),
    ...(request.drifted ? [section(mrkdwn`${bold('New')} ${request.drifted}`)] : []),
    ...freezeLines(request).map((line) => section(line)),
    ...comparedLines(request).map((line) => section(line)),
    ...planInShort(plan),
    ...reasonLines(scene).map((line) => context(line)),
    ...(request.breakGlass ? [section(way), context(planLine(scene))] : [context(mrkdwn`${way} · ${planLine(scene)}`)]),
    actions([
      request.breakGlass ? glassButton(request, plan) : goOn(request, plan),
      button({ text: 'Read the plan', action: verbs.read, value }),
      button({ text: `Targets (${plan.targets.length})`, action: verbs.targets, value }),
      button({ text: 'Change', action: verbs.change, value }),
      button({ text: 'Discard', action: verbs.discard, value }),
    ]),
  ];
  return message({ text: mrkdwn`${title(scene)}: nothing was sent yet. ${way}.`, blocks });
}

/** What stands between the card and the run. */
function wayOn(request: Request): Mrkdwn {
  const { decision } = request;
  if (!decision) return mrkdwn``;
  if (request.breakGlass) {
    const aside = bold(`Runs at once, without ${needs(decision.setAside ?? [])}.`);
    return mrkdwn`${aside} Alarms the security channel and ${people(alarmed(request).length)} who could have agreed; somebody else must review it`;
  }
  if (needsNobody(decision.requirement)) return mrkdwn`Needs nobody's approval`;
  return mrkdwn`Needs ${needs(decision.requirement)} (not you)${proof(decision)}`;
}

const manyOf = (plan: Plan): string => plural(touched(plan).length, plan.nouns.target);

function goOn(request: Request, plan: Plan) {
  const free = needsNobody(request.decision?.requirement ?? []);
  const confirm: Confirm | undefined =
    plan.sure === undefined ? undefined : { title: 'Are you sure?', text: plan.sure, yes: 'Yes, all of them', no: 'Back', style: 'danger' };
  return button({
    text: free ? (plan.quiet ? 'Do it' : `Run on ${manyOf(plan)}`) : 'Ask for approval',
    action: verbs.confirm,
    value: reference(request),
    style: 'primary',
    ...(confirm && { confirm }),
  });
}

/** Asked once more, in words that name it all: this is the click that nobody else checks. */
function glassButton(request: Request, plan: Plan) {
  const words = [
    `It runs at once on ${manyOf(plan)} of ${request.environment}, without ${needs(request.decision?.setAside ?? [])}.`,
    ...(plan.sure === undefined ? [] : [plan.sure]),
    `The security channel and ${people(alarmed(request).length)} are alarmed.`,
  ];
  return button({
    text: `Break the glass and run on ${manyOf(plan)}`,
    action: verbs.confirm,
    value: reference(request),
    style: 'danger',
    confirm: {
      title: `Break the glass on ${request.environment}?`,
      text: words.join(' '),
      yes: 'Break the glass',
      no: 'Back',
      style: 'danger',
    },
  });
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
