import { plainLines } from '../../../aws/output/clean.ts';
import type { OutputOf, Stream } from '../../../domain/output.ts';

/** Targets that said exactly the same and ended the same way. */
export interface Alike {
  readonly said: OutputOf;
  readonly targets: readonly string[];
}

/** Who is looked at first: what failed, then what never ran or runs yet, then what went well. */
const order: Readonly<Record<OutputOf['state'], number>> = { failed: 0, apart: 1, running: 2, succeeded: 3 };

/** Every output in exactly one group; failed ones first, then the larger groups. */
export function groupAlike(outputs: readonly OutputOf[]): Alike[] {
  const groups = new Map<string, { said: OutputOf; targets: string[] }>();
  for (const { target, ...rest } of outputs) {
    const said = cleaned({ target, ...rest });
    const { state, status, exitCode, stdout, stderr } = said;
    const key = JSON.stringify([state, status, exitCode, stdout, stderr]);
    const group = groups.get(key);
    if (group) group.targets.push(target);
    else groups.set(key, { said, targets: [target] });
  }
  return [...groups.values()].sort((a, b) => order[a.said.state] - order[b.said.state] || b.targets.length - a.targets.length);
}

/** Without colours, with one kind of line end, and without empty lines at the end. */
export const cleaned = (output: OutputOf): OutputOf => ({ ...output, stdout: tidy(output.stdout), stderr: tidy(output.stderr) });

const tidy = (stream: Stream): Stream => ({ ...stream, text: plainLines(stream.text).trimEnd() });
