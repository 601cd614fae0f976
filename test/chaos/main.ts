import { parseArgs } from 'node:util';
import { type Point, points } from './points.ts';
import { createRandom, type Random, shuffled } from './random.ts';
import { type Outcome, playRound } from './round.ts';
import { drawTable, listFaults } from './table.ts';

const usage = 'npm run chaos -- [--runs 200] [--seed N] [--points "a part of a name,another"] [--at-once 3] [--verbose]';
/** So many requests share one bot and its kills. */
const perRound = 8;

/** Kills the bot at every point of a request's life and judges what comes of it. Exits with 1 on any fault. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      points: { type: 'string' },
      // The stand-ins and the wires of all rounds share this one thread: more of them would be slower than Redis may be.
      'at-once': { type: 'string', default: '3' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const wanted = values.points?.split(',').map((part) => part.trim());
  const chosen = wanted ? points.filter(({ name }) => wanted.some((part) => name.includes(part))) : points;
  if (chosen.length === 0) throw new Error(`No point is called so. There are:\n${points.map(({ name }) => `  ${name}`).join('\n')}`);
  const rounds = cut(Number(values.runs), chosen, createRandom(seed));

  const began = Date.now();
  const outcomes: Outcome[] = [];
  const broken: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let number = next++; number < rounds.length; number = next++) {
      const of = { number, points: rounds[number] ?? [], random: createRandom(seed * 1_000 + number), verbose: values.verbose };
      const some = await playRound(of).catch((error: Error) => {
        const words = `round ${number + 1} broke off: ${error.message}`;
        console.log(words);
        broken.push(words);
        return [];
      });
      outcomes.push(...some);
      const faults = listFaults(some);
      console.log(`round ${number + 1} of ${rounds.length}: ${some.length} runs, ${faults.length} faults`);
      for (const fault of faults) console.log(`  ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(Number(values['at-once']), rounds.length) }, lane));

  const inOrder = [...outcomes].sort((a, b) => points.indexOf(a.run.point) - points.indexOf(b.run.point));
  console.log(`\n${drawTable(inOrder)}\n`);
  const faults = [...listFaults(inOrder), ...broken];
  console.log(`${outcomes.length} runs, ${faults.length} faults, seed ${seed}, ${Math.round((Date.now() - began) / 1_000)} s`);
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

/** Each point as often as the next, in rounds of mixed points. */
function cut(runs: number, from: readonly Point[], random: Random): Point[][] {
  const all = shuffled(
    Array.from({ length: runs }, (_, i) => from[i % from.length] as Point),
    random,
  );
  const count = Math.ceil(all.length / perRound);
  return Array.from({ length: count }, (_, i) => all.filter((_, at) => at % count === i));
}

try {
  await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exit(1);
}
