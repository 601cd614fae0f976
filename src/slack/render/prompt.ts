import type { Button } from '@slack/types';
import { type Prompt, promptsOf } from '../../domain/prompt.ts';
import { inTime } from '../../domain/rate.ts';
import { groupsOf } from '../../domain/requirement.ts';
import { actions, button, type Message, message, section } from '../blocks.ts';
import { bold, codeSpan, join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { askedGroups, oneLine, planLine, type Scene, title } from './scene.ts';

/** In the thread: a step waits for people. When it was answered, or its execution is over, it says so and has no buttons. */
export function drawStep(scene: Scene, kind: string): Message {
  const prompt = promptOf(scene, kind, 'step-');
  if (!prompt) return words(mrkdwn`This step is no longer there.`);
  const { step } = prompt;
  const named = codeSpan(step.name);
  if (!waits(scene, prompt)) return words(mrkdwn`${named}: ${settled(prompt)} · ${planLine(scene)}`);
  const what = step.asks?.kind === 'approve' ? 'waits for approval' : 'is paused until somebody resumes it';
  const said = step.asks?.words ? [mrkdwn`“${oneLine(step.asks.words)}”`] : [];
  const head = mrkdwn`${called(scene)}: ${named} ${what}, since ${time(new Date(step.startedAt ?? 0), '{time}')}`;
  const lines = [head, mrkdwn`${title(scene)}`, ...said, mrkdwn`${after(prompt)} · ${planLine(scene)}`];
  return message({ text: head, blocks: [section(join(lines, '\n')), actions(answers(scene, prompt))] });
}

/** Calls once more: an edit calls nobody. */
export function drawNudge(scene: Scene, kind: string): Message {
  const prompt = promptOf(scene, kind, 'nudge-');
  if (!prompt || !waits(scene, prompt))
    return words(prompt ? mrkdwn`${codeSpan(prompt.step.name)}: ${settled(prompt)}` : mrkdwn`Answered.`);
  const waited = inTime((scene.now - (prompt.step.startedAt ?? scene.now)) / 1_000);
  const said = mrkdwn`${called(scene)}: ${codeSpan(prompt.step.name)} still waits, for ${waited} now · ${title(scene)}`;
  return message({ text: said, blocks: [section(said), actions(answers(scene, prompt))] });
}

const words = (said: Mrkdwn): Message => message({ text: said, blocks: [section(said)] });

const promptOf = ({ request }: Scene, kind: string, prefix: string): Prompt | undefined =>
  promptsOf(request).find(({ step }) => step.id === kind.slice(prefix.length));

const waits = ({ request }: Scene, { wave, step }: Prompt): boolean =>
  step.status === 'waiting' && request.waves[wave]?.state === 'running';

/** Those who had to agree to the whole; where nobody had to, its asker. */
function called(scene: Scene): Mrkdwn {
  const groups = groupsOf(scene.request.decision?.requirement ?? []);
  return groups.length > 0 ? askedGroups(groups, scene) : person(scene.request.asker.id);
}

const answers = ({ request }: Scene, { step }: Prompt): Button[] =>
  (step.asks?.answers ?? []).map(({ label, line }, at) =>
    button({
      text: label,
      action: `line.answer-${at + 1}`,
      value: `${line} --env ${request.environment}`,
      ...(at === 0 && { style: 'primary' as const }),
    }),
  );

function settled({ step }: Prompt): string {
  if (step.status === 'succeeded') return step.asks?.kind === 'approve' ? 'approved' : 'resumed';
  if (step.status === 'waiting') return 'waits no more: the execution is over';
  return step.said ?? (step.status === 'cancelled' ? 'cancelled' : 'not approved');
}

/** 'step 3 of 5, then restartInstance' */
function after({ execution, step }: Prompt): Mrkdwn {
  const steps = execution.steps ?? [];
  const at = steps.findIndex(({ id }) => id === step.id);
  const next = steps[at + 1];
  return mrkdwn`step ${at + 1} of ${steps.length}${next ? mrkdwn`, then ${bold(next.name)}` : mrkdwn``}`;
}
