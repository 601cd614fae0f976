import { z } from 'zod';
import type { Execution } from '../../src/domain/execution.ts';
import { defineOperation, type OperationSpec } from '../../src/domain/operation.ts';
import type { Plan, Wave } from '../../src/domain/plan.ts';
import { type Call, minute, type World } from './world.ts';

/** AWS's errors as its SDK throws them. */
const awsError = (name: string, status: number) =>
  Object.assign(new Error(name), { name, $fault: status < 500 ? 'client' : 'server', $metadata: { httpStatusCode: status } });

const executionOf = (world: World, key: string): Execution => {
  const status = world.runs.get(key) ?? 'running';
  const failed = status === 'failed' ? 1 : 0;
  return {
    id: `command of ${key}`,
    status,
    detail: status,
    counts: { total: 1, succeeded: status === 'succeeded' ? 1 : 0, failed, notRun: 0 },
    failures: [],
    startedAt: 1_000,
  };
};

/** The smallest operation that has all that a life can have: waves, a canary, a rollback, following, stopping, looking up. */
export function tinyOperation(world: World, die: () => Promise<never>, onStart: (call: Call) => Promise<void>): OperationSpec {
  return defineOperation({
    name: 'tiny.run',
    words: 'tiny run',
    title: 'Run something tiny',
    risk: 'change',
    input: z.object({ waves: z.number().int(), undo: z.enum(['none', 'offered', 'itself']) }),
    form: {
      waves: { kind: 'number', label: 'Waves' },
      undo: { kind: 'select', label: 'Rollback', options: ['none', 'offered', 'itself'] },
    },
    async plan({ waves, undo }) {
      if (world.mute) throw awsError('InternalServerError', 500);
      return planOf(world, waves, undo);
    },
    roles: () => ({ observe: [], operate: [] }),
    iam: ({ targets }) => [{ actions: ['ssm:SendCommand'], resources: targets.map((id) => `arn:aws:ec2:::instance/${id}`) }],
    async start(wave, { key }) {
      const { fate } = world;
      world.fate = 'ok';
      const refused = fate === 'refused' || fate === 'throttled';
      const accepted = !refused && fate !== 'no answer, not sent';
      await onStart({ key, wave, accepted, refused });
      if (fate === 'refused') throw awsError('InvalidDocument', 400);
      if (fate === 'throttled') throw awsError('ThrottlingException', 400);
      if (accepted) world.runs.set(key, 'running');
      if (fate === 'crash after') return die();
      if (fate !== 'ok') throw awsError('InternalServerError', 500);
      return { execution: executionOf(world, key) };
    },
    async recover(_wave, key) {
      if (world.mute) throw awsError('InternalServerError', 500);
      return world.runs.has(key) ? executionOf(world, key) : 'not found';
    },
    async poll(executions) {
      if (world.mute) throw awsError('InternalServerError', 500);
      return executions.map(({ id }) => executionOf(world, id.replace('command of ', '')));
    },
    async stop({ id }) {
      if (world.mute) throw awsError('InternalServerError', 500);
      const key = id.replace('command of ', '');
      if (world.runs.get(key) === 'running') world.runs.set(key, 'cancelled');
    },
  });
}

function planOf({ targets, document }: World, count: number, undo: 'none' | 'offered' | 'itself'): Plan {
  const call = { document };
  const size = Math.ceil(targets.length / count);
  const waves = Array.from({ length: Math.ceil(targets.length / size) }, (_, i): Wave => {
    const wave = { targets: targets.slice(i * size, (i + 1) * size), call, within: 10 * minute };
    return i === 0 && count > 2 ? { ...wave, canary: true } : wave;
  });
  return {
    summary: `Run something tiny on ${targets.length} instances`,
    nouns: { target: 'instance', execution: 'command' },
    facts: [],
    texts: [],
    targets: targets.map((id) => ({ id })),
    warnings: [],
    waves: undo === 'none' ? waves : [...waves, { targets, call: { document, back: true }, undo: true, within: 10 * minute }],
    ...(undo === 'itself' && { undoesItself: true }),
    tolerates: 0,
    pins: { document: String(document) },
    contexts: [{ document: String(document) }],
  };
}
