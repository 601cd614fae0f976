import type { Button } from '@slack/types';
import { isEnded, type Request } from '../../domain/request.ts';
import { failedOn, touchedBy } from '../../domain/touched.ts';
import { button } from '../blocks.ts';
import { plural, reference, verbs } from './scene.ts';

/** The buttons of the message in the channel: what can be done with the request as it stands. */
export function rootButtons(request: Request): Button[] {
  const read = button({ text: 'Read the plan', action: verbs.read, value: reference(request) });
  if (request.state === 'ready') return [readying(request), cancelling(request), read];
  if (request.state === 'previewed' || request.state === 'cancelling') return [read];
  if (request.state === 'unknown') return [...settling(request), read];
  if (request.state === 'offered') return [...undoing(request), ...lineButtons(request), read];
  if (isEnded(request.state)) return [...lineButtons(request), read];
  return [cancelling(request), ...(hasOutput(request) ? [line('Output', 'output', request)] : []), read];
}

const hasOutput = ({ plan, waves }: Request): boolean => !plan?.quiet && waves.some((wave) => wave.execution);

/** What can be asked about a request that is over: each stands for a line, read with the clicker's own rights. */
export function lineButtons(request: Request): Button[] {
  const ran = request.waves.some((wave) => wave.execution);
  const failed = failedOn(request).length;
  return [
    ...(hasOutput(request) ? [line('Output', 'output', request)] : []),
    ...(failed > 0 ? [line(`Retry ${failed}`, 'retry', request)] : []),
    ...(ran ? [line(request.plan?.quiet ? 'Ask again' : 'Run again', 'again', request)] : []),
  ];
}

const line = (text: string, word: string, { id }: Request): Button => button({ text, action: `line.${word}`, value: `/ssm ${word} ${id}` });

const noun = (request: Request): string => request.plan?.nouns.execution ?? 'run';

/** What is over as soon as AWS answers is done, not run, and there is nothing to follow. */
const settledWords = ({ plan }: Request) =>
  plan?.quiet
    ? { not: 'It was not done', yes: 'It was done: look it up', unseen: 'was made' }
    : { not: 'It did not run', yes: 'It ran: follow it', unseen: 'was sent' };

/** For the asker alone; whoever else clicks is told so. */
function readying(request: Request): Button {
  const takes = request.plan?.waves.some((wave, i) => wave.secret?.kind === 'takes' && request.waves[i]?.state === 'pending');
  return button({ text: takes ? 'Give the value' : 'Reveal once', action: verbs.ready, value: reference(request), style: 'primary' });
}

function settling(request: Request): Button[] {
  const value = reference(request);
  const { not, yes, unseen } = settledWords(request);
  const confirm = {
    title: `${not}?`,
    text: `Look at the history of AWS first. If the ${noun(request)} ${unseen} after all, nothing here says so.`,
    yes: not,
    no: 'Back',
  };
  return [button({ text: yes, action: verbs.ran, value }), button({ text: `${not}: close it`, action: verbs.didNotRun, value, confirm })];
}

function undoing(request: Request): Button[] {
  const value = reference(request);
  const many = plural(touchedBy(request).size, request.plan?.nouns.target ?? 'target');
  const confirm = {
    title: 'Roll back?',
    text: `The rollback of the approved plan runs on ${many}.`,
    yes: 'Roll back',
    no: 'Not now',
    style: 'danger',
  } as const;
  return [
    button({ text: `Roll back ${many}`, action: verbs.undo, value, style: 'danger', confirm }),
    button({ text: 'Leave it as it is', action: verbs.leave, value }),
  ];
}

function cancelling(request: Request): Button {
  const waiting = request.state === 'awaiting' || request.state === 'approved';
  const what = waiting ? 'request' : noun(request);
  const word = request.state === 'awaiting' ? 'Withdraw' : 'Cancel';
  return button({
    text: `${word} ${what}`,
    action: verbs.cancel,
    value: reference(request),
    style: 'danger',
    confirm: {
      title: `${word} the ${what}?`,
      text: waiting
        ? 'Nothing was sent yet; nothing will be.'
        : 'What was not begun is not begun. What runs is asked to stop; it may be half done.',
      yes: `${word} ${what}`,
      no: 'Go on',
      style: 'danger',
    },
  });
}
