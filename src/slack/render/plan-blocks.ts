import type { KnownBlock } from '@slack/types';
import { type Plan, touched, type Wave } from '../../domain/plan.ts';
import { code } from '../blocks/code.ts';
import { context, fields, section } from '../blocks.ts';
import { codeSpan, join, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { warningLines } from './cautions.ts';
import { plural, type Scene } from './scene.ts';

const namedOut = 6;

/** '50 instances match: 48 will get it, 2 will not: i-0ab… web-3 (stopped)'. */
export function targetLine(plan: Plan): Mrkdwn {
  const out = plan.targets.filter((target) => target.out !== undefined);
  const all = mrkdwn`${plural(plan.targets.length, plan.nouns.target)} ${plan.targets.length === 1 ? 'matches' : 'match'}`;
  if (out.length === 0) return mrkdwn`${all}: ${plan.targets.length === 1 ? 'it' : 'all'} will get it`;
  const named = out.slice(0, namedOut).map((target) => mrkdwn`${codeSpan(target.id)} (${target.out ?? ''})`);
  const more = out.length > namedOut ? mrkdwn` and ${out.length - namedOut} more` : mrkdwn``;
  return mrkdwn`${all}: ${touched(plan).length} will get it, ${out.length} will not: ${join(named, ', ')}${more}`;
}

/** Where it will run: environment, account and region. */
export const placeLine = ({ request, environment }: Scene): Mrkdwn =>
  environment ? mrkdwn`${environment.label} · account ${environment.account} · ${environment.region}` : mrkdwn`on ${request.environment}`;

/** The same, with the role. */
export function whereLine(scene: Scene): Mrkdwn {
  if (!scene.environment) return placeLine(scene);
  return mrkdwn`${placeLine(scene)} · role ${codeSpan(scene.environment.roles.operate.split('/').at(-1) ?? '')}`;
}

/** The plan in short, for the asker's card: a long script is cut and says so. */
export function planInShort(plan: Plan): KnownBlock[] {
  return [
    ...plan.texts.flatMap(({ label, text }) => code(text, label, { most: 2_500 })),
    section(targetLine(plan)),
    ...fields(plan.facts),
    ...warningLines(plan).map((line) => section(line)),
  ];
}

/** The plan, all of it: who decides must have seen this. Throws RangeError where Slack can't show it whole. */
export function planWhole(plan: Plan): KnownBlock[] {
  return [
    ...warningLines(plan).map((line) => section(line, undefined, { whole: true })),
    ...plan.texts.flatMap(({ label, text }) => code(text, label, { whole: true })),
    section(targetLine(plan), undefined, { whole: false }),
    ...fields(plan.facts, { whole: true }),
    ...targetBlocks(plan),
  ];
}

/** Each target by its id and name, and each wave. */
export function targetBlocks(plan: Plan): KnownBlock[] {
  const names = new Map(plan.targets.map((target) => [target.id, target]));
  const line = (id: string) => `${id}${names.get(id)?.name ? `  ${names.get(id)?.name}` : ''}`;
  const waves = plan.waves.filter((wave) => !wave.undo);
  const heading = (wave: Wave, i: number) => {
    const many = plural(wave.targets.length, plan.nouns.target);
    return waves.length === 1 ? many : `Wave ${i + 1}: ${many}${wave.canary ? ', a canary: the rest only if it succeeds' : ''}`;
  };
  const out = plan.targets.filter((target) => target.out !== undefined);
  const left = out.map((target) => `${line(target.id)}  ${target.out}`).join('\n');
  const notes = [
    ...(plan.waves.some((wave) => wave.undo) ? [mrkdwn`The rollback runs only on those that were touched.`] : []),
    mrkdwn`Only these are touched. What is new when it starts asks again.`,
  ];
  return [
    ...waves.flatMap((wave, i) => code(wave.targets.map(line).join('\n'), heading(wave, i), { whole: true })),
    ...(out.length > 0 ? code(left, `Not sent to ${plural(out.length, plan.nouns.target)}`, { whole: true }) : []),
    context(...notes),
  ];
}
