import { z } from 'zod';
import { ApiError } from '../api/error.ts';
import { blockProblems } from './limits.ts';
import type { Piece } from './piece.ts';
import { plain } from './schema/text.ts';

const maxViewBytes = 250_000;

const common = {
  blocks: z.array(z.unknown()).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

const schemas = {
  modal: z.strictObject({
    type: z.literal('modal'),
    ...common,
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  }),
  home: z.strictObject({ type: z.literal('home'), ...common }),
};

export type TakenView = Partial<Omit<z.infer<typeof schemas.modal>, 'type' | 'blocks'>> & { blocks: Piece[] };

function refuse(messages: readonly string[]): never {
  throw new ApiError('invalid_arguments', { response_metadata: { messages } });
}

/** Checks a view against Slack's limits; throws invalid_arguments with the reasons, or view_too_large. */
export function checkView(raw: unknown, type: 'modal' | 'home'): TakenView {
  if (typeof raw !== 'object' || raw === null) refuse(['[ERROR] missing required field: view']);
  if (Buffer.byteLength(JSON.stringify(raw)) > maxViewBytes) throw new ApiError('view_too_large');
  const { data, error } = schemas[type].safeParse(raw);
  if (error) refuse(error.issues.map((issue) => `[ERROR] ${issue.message} [json-pointer:/view/${issue.path.map(String).join('/')}]`));
  const problems = blockProblems(data.blocks, type, ['view', 'blocks']);
  if (problems.length > 0) refuse(problems);
  const blocks = data.blocks as Piece[];
  // A modal with an input must have a way to send it.
  if (type === 'modal' && blocks.some((block) => block.type === 'input') && !('submit' in data && data.submit)) {
    refuse(['[ERROR] missing required field: submit [json-pointer:/view]']);
  }
  return { ...data, blocks };
}
