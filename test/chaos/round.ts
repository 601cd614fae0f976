import { key } from '../../src/store/redis.ts';
import { createAmbushes } from './ambush.ts';
import { createCompany, play } from './company.ts';
import { createEyes } from './eyes.ts';
import { patient } from './patient.ts';
import type { Point } from './points.ts';
import { postsIn } from './posts.ts';
import type { Random } from './random.ts';
import { createRun, layFor, noticeRun, type Run } from './run.ts';
import { type ChaosStage, setChaosStage } from './stage.ts';
import { judgeRun, type Verdict } from './verdict.ts';

export interface Outcome {
  readonly run: Run;
  readonly verdict: Verdict;
}

export interface RoundOptions {
  readonly number: number;
  readonly points: readonly Point[];
  readonly random: Random;
  readonly verbose: boolean;
}

/** So many times faster than the wall's clock do AWS's machines live. */
const speed = 20;
/** Nothing moved for so long: what has not ended is stuck. A lost wave is looked up after 75 s, a lost job after 25 s. */
const stuckMs = 150_000;
const boundMs = 900_000;
const warmUpMs = 60_000;
/** Asked for within this time, one after the other. */
const askedWithinMs = 8_000;
const randomWithinMs = 20_000;
const channels = { approved: ['incident-42', 'ops'], free: ['web-team', 'ops'], cancelled: ['web-team', 'incident-42'] } as const;
const channelIds = ['C0INC42', 'C0OPS', 'C0WEB'];

/** One bot, several requests at once, and a kill for each: plays it to the end and judges what is left. */
export async function playRound({ number, points, random, verbose }: RoundOptions): Promise<Outcome[]> {
  const runs = points.map((point, i) => {
    const channel = channels[point.plot][Math.floor(random() * 2)] ?? 'ops';
    return createRun(`run-${String(number).padStart(3, '0')}-${String(i).padStart(2, '0')}`, point, channel);
  });
  const starts = runs.map(() => random() * askedWithinMs);
  const began = Date.now();
  let movedAt = began;
  const ambushes = createAmbushes((sighting) => {
    for (const run of runs) noticeRun(run, sighting);
    if (sighting.on === 'record' || sighting.on === 'shown') movedAt = Date.now();
    if (verbose && sighting.on === 'record')
      console.error(((Date.now() - began) / 1_000).toFixed(1), sighting.marker, sighting.verb, sighting.wave ?? '');
  });
  const stage = await setChaosStage(ambushes, { speed, verbose });
  try {
    await warmUp(stage);
    const end = Date.now() + boundMs;
    const goesOn = () => Date.now() < Math.min(end, movedAt + stuckMs);
    const company = createCompany(stage, createEyes(stage));
    await Promise.all(
      runs.map(async (run, i) => {
        await new Promise((resolve) => setTimeout(resolve, starts[i]));
        layFor(run, ambushes, stage.kill, () => random() * randomWithinMs);
        await play(company, run, goesOn);
      }),
    );
    return await judge(stage, runs);
  } finally {
    await stage.strike();
  }
}

/** One request that is discarded: a fresh Redis has no scripts, and the first try of each fails and is made again. */
async function warmUp({ slack }: ChaosStage): Promise<void> {
  const ana = slack.person('U0ANA');
  await ana.types('/ssm run tag:App=myapp --env dev -- echo first', 'web-team');
  const card = await ana.sees('web-team', /echo first/, { within: warmUpMs });
  await ana.clicks(card, 'Discard');
  await ana.seesChange(card, /discarded/, { within: warmUpMs });
}

async function judge(stage: ChaosStage, runs: readonly Run[]): Promise<Outcome[]> {
  // The bot is done; what is read now costs it nothing.
  await patient(() => stage.slack.rates(false));
  const sent = await patient(() => stage.aws.sent());
  const posts = (await patient(() => Promise.all(channelIds.map((channel) => postsIn(stage.slackApi, channel))))).flat();
  const audited = new Map<string, number>();
  for (const [, [, , , row = '{}']] of await stage.redis.xrange(key('audit'), '-', '+')) {
    const { request } = JSON.parse(row) as { request: string };
    audited.set(request, (audited.get(request) ?? 0) + 1);
  }
  const eyes = createEyes(stage);
  return Promise.all(
    runs.map(async (run) => {
      const evidence = { requests: await eyes.requests(run), undrawn: await eyes.undrawn(run), sent, posts, audited };
      const verdict = judgeRun(run, evidence);
      verdict.wrong.push(...stage.complaints);
      return { run, verdict };
    }),
  );
}
