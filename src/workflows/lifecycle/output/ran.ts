import type { Aws, OutputReader } from '../../../domain/operation.ts';
import type { RanWave } from '../../../domain/output.ts';
import { type Request, shortId } from '../../../domain/request.ts';
import { UserError } from '../../../errors.ts';

/** What is read, by whose means. */
export interface Read {
  readonly request: Request;
  readonly ran: readonly Ran[];
  readonly reader: OutputReader;
  readonly aws: Aws;
}

/** A wave that ran. A rollback is told apart: the same machines said something before it. */
export interface Ran extends RanWave {
  readonly isUndo: boolean;
}

/** The waves that AWS took. */
export const ranOf = (request: Request): Ran[] =>
  request.waves.flatMap(({ execution, gone }, at) => {
    const wave = request.plan?.waves[at];
    if (!execution || !wave) return [];
    const strays = execution.strays ?? [];
    const targets = [...wave.targets.filter((target) => !gone.includes(target)), ...strays];
    return [{ execution, targets, call: wave.call, isUndo: wave.undo === true }];
  });

/** The one target that is meant, by its id or its name; undefined: all of several. Throws UserError. */
export function targetOf(request: Request, ran: readonly Ran[], named: string | undefined): string | undefined {
  const ids = [...new Set(ran.flatMap(({ targets }) => targets))];
  if (named === undefined) return ids.length === 1 ? ids[0] : undefined;
  if (ids.includes(named)) return named;
  const found = ids.filter((id) => nameOf(request, id) === named);
  if (found.length > 1) throw new UserError(`Several instances are called "${named}": ${found.join(', ')}. Name one by its id.`);
  if (found[0] === undefined) {
    const noun = request.plan?.nouns.target ?? 'target';
    throw new UserError(
      `Request ${shortId(request.id)} sent nothing to "${named}". /ssm output ${shortId(request.id)} shows every ${noun} that it was sent to.`,
    );
  }
  return found[0];
}

export const nameOf = (request: Request, id: string): string => request.plan?.targets.find((target) => target.id === id)?.name ?? id;
