import { z } from 'zod';
import { id } from './text.ts';

const style = z.record(z.string(), z.boolean()).optional();
const leaf = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject({ type: z.literal(type), style, ...shape });

/** The smallest pieces of rich text. An empty text is refused, as by Slack. */
const piece = z.discriminatedUnion('type', [
  leaf('text', { text: z.string().min(1) }),
  leaf('link', { url: z.string().min(1), text: z.string().optional(), unsafe: z.boolean().optional() }),
  leaf('user', { user_id: z.string().min(1) }),
  leaf('channel', { channel_id: z.string().min(1) }),
  leaf('usergroup', { usergroup_id: z.string().min(1) }),
  leaf('team', { team_id: z.string().min(1) }),
  leaf('broadcast', { range: z.enum(['here', 'channel', 'everyone']) }),
  leaf('emoji', { name: z.string().min(1), unicode: z.string().optional(), url: z.string().optional(), skin_tone: z.number().optional() }),
  leaf('date', { timestamp: z.number(), format: z.string(), url: z.string().optional(), fallback: z.string().optional() }),
  leaf('color', { value: z.string() }),
]);

const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(piece) });
const border = z.union([z.literal(0), z.literal(1)]).optional();

const part = z.discriminatedUnion('type', [
  section,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(section),
    indent: z.number().int().min(0).max(8).optional(),
    offset: z.number().int().min(0).optional(),
    border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(piece), border }),
  z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(piece), border, language: z.string().optional() }),
]);

export const richText = z.strictObject({ type: z.literal('rich_text'), block_id: id.optional(), elements: z.array(part).min(1) });
