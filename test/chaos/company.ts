import { isEnded, type Request, shortId } from '../../src/domain/request.ts';
import type { Message, Person } from '../support/people.ts';
import type { Eyes } from './eyes.ts';
import type { Run } from './run.ts';
import type { ChaosStage } from './stage.ts';

/** A person who sees that nothing came of a click clicks again after so long. */
const patienceMs = 8_000;
const typesAgainMs = 12_000;
const lookEveryMs = 400;

const targets = {
  approved: 'tag:App=myapp tag:Env=prod --env prod',
  free: 'tag:App=myapp tag:Env=staging --env staging',
  cancelled: 'tag:App=myapp tag:Env=staging --env staging',
} as const;

export interface Company {
  readonly stage: ChaosStage;
  readonly eyes: Eyes;
  readonly ana: Person;
  readonly bo: Person;
  /** Bo reads one plan at a time. */
  boReads<T>(work: () => Promise<T>): Promise<T>;
}

export function createCompany(stage: ChaosStage, eyes: Eyes): Company {
  let busy: Promise<unknown> = Promise.resolve();
  return {
    stage,
    eyes,
    ana: stage.slack.person('U0ANA'),
    bo: stage.slack.person('U0BO'),
    boReads(work) {
      const turn = busy.then(work);
      busy = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Ana and Bo see the run through, as people do: by what Slack shows them, and again where nothing came of it. */
export async function play(company: Company, run: Run, goesOn: () => boolean): Promise<void> {
  const done = new Map<string, number>();
  /** Does it unless it was done a short while ago. A message that changed under the click is no harm. */
  const again = async (what: string, every: number, act: () => Promise<unknown>): Promise<void> => {
    if (Date.now() - (done.get(what) ?? 0) < every) return;
    done.set(what, Date.now());
    await act().catch(() => undefined);
  };
  while (goesOn()) {
    const requests = await company.eyes.requests(run);
    if (await isOver(company, run, requests)) return;
    await step(company, run, requests, again);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

type Again = (what: string, every: number, act: () => Promise<unknown>) => Promise<void>;

async function step({ ana, bo, eyes, stage, boReads }: Company, run: Run, requests: readonly Request[], again: Again): Promise<void> {
  const begun = requests.some(({ state, confirmedAt }) => confirmedAt !== undefined || state === 'previewed');
  if (!begun) {
    const script = `${run.point.plot === 'cancelled' ? 'sleep 120; ' : ''}echo ${run.marker}`;
    const line = `/ssm run ${targets[run.point.plot]} --reason "${run.marker}" -- ${script}`;
    await again('type', typesAgainMs, () => ana.types(line, run.channel));
    return;
  }
  const seen = await eyes.messages('ana', run.channel);
  const chosen = requests.find(({ confirmedAt }) => confirmedAt !== undefined) ?? requests.find(({ state }) => state === 'previewed');
  for (const card of seen.filter((message) => message.ephemeral)) {
    const request = requests.find((each) => isAbout(card, each));
    const go = card.buttons.find((label) => label === 'Ask for approval' || label.startsWith('Run on'));
    // A second card comes of typing twice: people run one of them.
    if (request && go) await again(`card ${card.ts}`, patienceMs, () => ana.clicks(card, request === chosen ? go : 'Discard'));
  }
  if (!chosen) return;
  const root = seen.find((message) => !message.ephemeral && message.thread_ts === undefined && isAbout(message, chosen));
  if (root?.buttons.includes('It did not run: close it')) await again('settle', patienceMs, () => settle(stage, ana, run, chosen, root));
  if (run.point.plot === 'cancelled' && root?.buttons.includes('Cancel command') && !root.visible.includes('sending'))
    await again('cancel', patienceMs, () => ana.clicks(root, 'Cancel command'));
  const approval = (await eyes.messages('bo', run.channel)).find(
    (message) => message.thread_ts !== undefined && message.buttons.includes('Reject') && isAbout(message, chosen),
  );
  if (approval) await again('approve', patienceMs, () => boReads(() => approve(bo, run, approval)));
}

const isAbout = (message: Message, request: Request) => message.visible.includes(shortId(request.id));

async function approve(bo: Person, run: Run, approval: Message): Promise<void> {
  try {
    await bo.clicks(approval, 'Read the plan');
    const plan = await bo.seesModal(run.marker, { within: 3_000 });
    if (plan.submit === 'Approve') await bo.submits(plan);
  } finally {
    const top = (await bo.state()).views.at(-1);
    if (top) await bo.closes({ ...top, errors: {} }, { all: true });
  }
}

/** The bot says that it does not know: Ana looks into AWS's history, as the message asks her to, and says that it did not run. */
async function settle({ aws }: ChaosStage, ana: Person, run: Run, request: Request, root: Message): Promise<void> {
  run.asked += 1;
  const wave = request.waves.findIndex(({ state }) => state === 'unknown') + 1;
  const sent = (await aws.sent()).filter(({ comment }) => comment.split(' ')[0] === `ssm-chatops:${request.id}:${wave}`);
  if (sent.length > 0) run.faults.push(`wave ${wave} of ${shortId(request.id)} is called unknown, and AWS has ${sent[0]?.id}`);
  await ana.clicks(root, 'It did not run: close it');
}

async function isOver({ eyes }: Company, run: Run, requests: readonly Request[]): Promise<boolean> {
  const carried = requests.some(({ confirmedAt }) => confirmedAt !== undefined);
  return carried && requests.every(({ state }) => isEnded(state)) && (await eyes.undrawn(run)).length === 0;
}
