import { isDeepStrictEqual } from 'node:util';
import { inWords } from '../../aws/errors.ts';
import { following } from '../../domain/due.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Execution } from '../../domain/execution.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError } from '../../errors.ts';
import { type Desk, operationOf } from './desk.ts';

/** Asks AWS once for all executions of the environment that run, and records what is new. */
export async function followEnvironment(desk: Desk, env: Environment): Promise<void> {
  const requests = await desk.requests.getMany(await desk.requests.followed(env.name));
  if (requests.length === 0) return;
  const names = [...new Set(requests.map((request) => request.operation))];
  const followed = await Promise.allSettled(
    names.map((name) =>
      followGroup(
        desk,
        env,
        name,
        requests.filter((request) => request.operation === name),
      ),
    ),
  );
  const failed = followed.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function followGroup(desk: Desk, env: Environment, name: string, group: readonly Request[]): Promise<void> {
  const { poll, roles } = operationOf(desk, name);
  if (!poll) return;
  const { aws } = await desk.sessions.follow(env, name, roles(env).observe);
  const before = group.flatMap(following);
  const now = await poll(before, aws).catch((error: unknown) => {
    throw inWords(error, `following on ${env.name}`);
  });
  const news = now.filter((execution, i) => !isDeepStrictEqual(execution, before[i]));
  await Promise.all(group.map((request) => record(desk, request, news)));
}

async function record(desk: Desk, request: Request, news: readonly Execution[]): Promise<void> {
  const own = new Set(following(request).map(({ id }) => id));
  const executions = news.filter(({ id }) => own.has(id));
  if (executions.length === 0) return;
  try {
    await desk.requests.change(request.id, () => ({ kind: 'progressed', executions }));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
