import { z } from 'zod';

/** A plain_text object of 1 to `max` characters. */
export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });

/** A mrkdwn object of 1 to `max` characters. */
export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });

/** Either kind of text object. */
export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

/** action_id, block_id, callback_id. */
export const id = z.string().max(255);

export const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option; 75 characters for its value, though 150 are documented for some elements. */
export const option = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(75),
  description: plain(75).optional(),
});

/** An option of checkboxes and radio buttons, which may be marked up. */
export const choice = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(75),
  description: anyText(75).optional(),
});

/** An option of an overflow menu, which may be a link. */
export const menuOption = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(75).optional(),
  description: plain(75).optional(),
  url: z.string().max(3000).optional(),
});

export const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

export const webUrl = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => URL.canParse(text), { error: 'invalid url' });
