import { z } from 'zod';
import type { Typed } from '../../src/domain/operation.ts';

const ask = <S extends z.ZodObject>(typed: Typed<S>): Typed => typed as unknown as Typed;
/** Declarations of every kind that the line knows. What has a plan is an operation. */
const declare = <S extends z.ZodObject>(typed: Typed<S>): Typed => ({ ...ask(typed), plan: () => undefined }) as Typed;

export const run = declare({
  name: 'command.run',
  words: 'run',
  title: 'Run a script',
  input: z.object({
    targets: z.array(z.string().refine((text) => text !== 'tag:Env', '"tag:Env" wants a value: tag:Env=prod')).min(1),
    maxErrors: z.number().min(0, 'no fewer than 0 errors').optional(),
    os: z.enum(['linux', 'windows']).optional(),
    live: z.boolean().optional(),
    script: z.string().min(1),
  }),
  form: {
    targets: { kind: 'targets', label: 'Where', hint: 'An id or a tag', at: 'words', many: true, example: 'tag:App=myapp' },
    maxErrors: { kind: 'number', label: 'Errors that are tolerated', optional: true },
    os: { kind: 'select', label: 'Operating system', options: ['linux', 'windows'], optional: true },
    live: { kind: 'flag', label: 'Let AWS find the targets', optional: true },
    script: { kind: 'script', label: 'Script', at: 'rest' },
  },
});

export const label = declare({
  name: 'param.label',
  words: 'param label',
  title: 'Label a version of a parameter',
  input: z.object({ name: z.string(), version: z.number().int(), label: z.string() }),
  form: {
    name: { kind: 'text', label: 'Parameter', at: 'words' },
    version: { kind: 'number', label: 'Version', at: 'words' },
    label: { kind: 'text', label: 'Label', at: 'words' },
  },
});

export const show = declare({
  name: 'param.show',
  words: 'param',
  title: 'Show a parameter',
  input: z.object({ name: z.string() }),
  form: { name: { kind: 'text', label: 'Parameter', at: 'words' } },
});

export const status = declare({
  name: 'status',
  words: 'status',
  title: 'How a request stands',
  input: z.object({ id: z.string(), note: z.string().optional() }),
  form: { id: { kind: 'request', label: 'Request', at: 'words' }, note: { kind: 'text', label: 'Note', optional: true } },
});

export const history = ask({
  name: 'request.history',
  words: 'history',
  title: 'What was asked',
  input: z.object({ person: z.string().optional(), all: z.boolean().optional() }),
  form: {
    person: { kind: 'text', label: 'Person', at: 'words', optional: true },
    all: { kind: 'flag', label: 'Of all environments', optional: true },
  },
});

const docs = declare({ name: 'doc.list', words: 'doc list', title: 'List documents', input: z.object({}), form: {} });

export const operations: readonly Typed[] = [run, label, show, status, history, docs];
