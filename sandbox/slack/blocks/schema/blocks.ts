import { z } from 'zod';
import { accessory, actionsElement, cardButton, contextAction, contextElement, imageElement, inputElement } from './elements.ts';
import { richText } from './rich.ts';
import { anyText, id, mrkdwn, plain, webUrl } from './text.ts';

const block = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), block_id: id.optional(), ...shape });

const cell = z.union([
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
]);
const cells = z.array(cell).min(1).max(20);

const actions = block('actions', { elements: z.array(actionsElement).min(1).max(25) });
const context = block('context', { elements: z.array(contextElement).min(1).max(10) });
const divider = block('divider', {});
const file = block('file', { source: z.literal('remote'), external_id: z.string() });
const header = block('header', { text: plain(150) });
const image = block('image', {
  alt_text: z.string().min(1).max(2000),
  title: plain(2000).optional(),
  image_url: webUrl(3000).optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
}).refine((one) => (one.image_url === undefined) !== (one.slack_file === undefined), {
  error: 'must define either `image_url` or `slack_file`',
});
const input = block('input', {
  label: plain(2000),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});
const section = block('section', {
  text: anyText(3000).optional(),
  fields: z.array(anyText(2000)).min(1).max(10).optional(),
  accessory: accessory.optional(),
  expand: z.boolean().optional(),
}).refine((one) => one.text !== undefined || one.fields !== undefined, { error: 'must define either `text` or `fields`' });
const table = block('table', {
  rows: z.array(cells).min(1).max(100),
  column_settings: z
    .array(z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() }).nullable())
    .max(20)
    .optional(),
});
const video = block('video', {
  video_url: webUrl(3000),
  thumbnail_url: webUrl(3000),
  alt_text: z.string(),
  title: plain(200),
  title_url: z.string().optional(),
  author_name: z.string().max(50).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: z.string().optional(),
  description: plain(200).optional(),
});
const card = block('card', {
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: mrkdwn(150).optional(),
  subtitle: mrkdwn(150).optional(),
  body: mrkdwn(200).optional(),
  actions: z.array(cardButton).min(1).max(25).optional(),
}).refine((one) => one.hero_image ?? one.title ?? one.actions ?? one.body, {
  error: 'must define at least one of `hero_image`, `title`, `actions`, `body`',
});
const taskCard = block('task_card', {
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: z.string(), text: z.string() })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});

/** Every type of block that Slack knows, with its limits. */
export const blockSchemas: Readonly<Record<string, z.ZodType>> = {
  actions,
  alert: block('alert', { text: anyText(200), level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional() }),
  card,
  carousel: block('carousel', { elements: z.array(card).min(1).max(10) }),
  container: block('container', {
    title: plain(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(z.union([actions, context, divider, file, header, image, input, richText, section, table, video])).max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  }),
  context,
  context_actions: block('context_actions', { elements: z.array(contextAction).min(1).max(5) }),
  data_table: block('data_table', {
    // A header and 100 rows.
    rows: z.array(cells).min(1).max(101),
    caption: z.string().min(1),
    page_size: z.number().int().min(1).max(100).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  }),
  divider,
  file,
  header,
  image,
  input,
  markdown: block('markdown', { text: z.string().min(1).max(12_000) }),
  plan: block('plan', { title: z.string().min(1), tasks: z.array(taskCard).optional() }),
  rich_text: richText,
  section,
  table,
  task_card: taskCard,
  video,
};

const messagesOnly = ['markdown', 'plan', 'task_card', 'context_actions', 'container', 'table', 'data_table', 'file'];

/** The types of block that do not work in a place. */
export const notIn: Readonly<Record<'message' | 'modal' | 'home', readonly string[]>> = {
  message: ['alert'],
  modal: [...messagesOnly, 'card', 'carousel'],
  home: [...messagesOnly, 'alert'],
};
