import { z } from 'zod';
import { anyText, choice, confirm, id, menuOption, option, optionGroup, plain, webUrl } from './text.ts';

const own = { action_id: id.optional() };
const asked = { ...own, confirm: confirm.optional() };
const placeholder = plain(150).optional();
const focus = z.boolean().optional();
const dispatch = z.strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) }).optional();
const atMost = z.number().int().min(1).optional();
const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be formatted as YYYY-MM-DD')
  .optional();
const filter = z
  .strictObject({
    include: z.array(z.string()).min(1).optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();

const element = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject({ type: z.literal(type), ...shape });

/** Slack wants options or groups, one of them and not both. */
const listed = { options: z.array(option).min(1).max(100).optional(), option_groups: z.array(optionGroup).min(1).max(100).optional() };
const select = { ...asked, placeholder, focus_on_load: focus };

const image = z.union([
  element('image', { alt_text: z.string().min(1).max(2000), image_url: webUrl(3000) }),
  element('image', {
    alt_text: z.string().min(1).max(2000),
    slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }),
  }),
]);

const button = element('button', {
  ...asked,
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: webUrl(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});

const feedbackButton = z.strictObject({ text: plain(75), value: z.string().max(2000), accessibility_label: z.string().max(75).optional() });

const clickable = [
  button,
  element('workflow_button', {
    ...own,
    text: plain(75),
    workflow: z.unknown(),
    style: z.string().optional(),
    accessibility_label: z.string().max(75).optional(),
  }),
  element('overflow', { ...asked, options: z.array(menuOption).min(1).max(5) }),
] as const;

const choosers = [
  element('static_select', { ...select, ...listed, initial_option: option.optional() }),
  element('external_select', { ...select, initial_option: option.optional(), min_query_length: z.number().int().min(0).optional() }),
  element('users_select', { ...select, initial_user: z.string().optional() }),
  element('conversations_select', {
    ...select,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter,
  }),
  element('channels_select', { ...select, initial_channel: z.string().optional(), response_url_enabled: z.boolean().optional() }),
  element('multi_static_select', {
    ...select,
    ...listed,
    initial_options: z.array(option).min(1).max(100).optional(),
    max_selected_items: atMost,
  }),
  element('multi_external_select', {
    ...select,
    initial_options: z.array(option).min(1).max(100).optional(),
    min_query_length: z.number().int().min(0).optional(),
    max_selected_items: atMost,
  }),
  element('multi_users_select', { ...select, initial_users: z.array(z.string()).optional(), max_selected_items: atMost }),
  element('multi_conversations_select', {
    ...select,
    initial_conversations: z.array(z.string()).optional(),
    default_to_current_conversation: z.boolean().optional(),
    max_selected_items: atMost,
    filter,
  }),
  element('multi_channels_select', { ...select, initial_channels: z.array(z.string()).optional(), max_selected_items: atMost }),
  element('checkboxes', {
    ...asked,
    options: z.array(choice).min(1).max(10),
    initial_options: z.array(choice).min(1).max(10).optional(),
    focus_on_load: focus,
  }),
  element('radio_buttons', { ...asked, options: z.array(choice).min(1).max(10), initial_option: choice.optional(), focus_on_load: focus }),
  element('datepicker', { ...asked, placeholder, initial_date: day, focus_on_load: focus }),
  element('timepicker', {
    ...asked,
    placeholder,
    initial_time: z
      .string()
      .regex(/^\d\d:\d\d$/, 'must be formatted as HH:mm')
      .optional(),
    timezone: z.string().optional(),
    focus_on_load: focus,
  }),
  element('datetimepicker', { ...asked, initial_date_time: z.number().int().min(1e9).max(9_999_999_999).optional(), focus_on_load: focus }),
] as const;

const richInput = element('rich_text_input', {
  ...own,
  initial_value: z.unknown().optional(),
  dispatch_action_config: dispatch,
  placeholder,
  focus_on_load: focus,
});
const typed = { ...own, placeholder, dispatch_action_config: dispatch, focus_on_load: focus };
const length = z.number().int().min(0).max(3000).optional();

const inputs = [
  element('plain_text_input', {
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: length,
    max_length: z.number().int().min(1).max(3000).optional(),
  }),
  element('number_input', {
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  element('email_text_input', { ...typed, initial_value: z.string().optional() }),
  element('url_text_input', { ...typed, initial_value: z.string().optional() }),
  element('file_input', { ...own, filetypes: z.array(z.string()).optional(), max_files: z.number().int().min(1).max(10).optional() }),
  richInput,
] as const;

export const contextElement = z.union([image, anyText(2000)]);
export const cardButton = button;
export const imageElement = image;
export const actionsElement = z.discriminatedUnion('type', [...clickable, ...choosers, richInput]);
export const accessory = z.union([z.discriminatedUnion('type', [...clickable, ...choosers]), image]);
export const inputElement = z.discriminatedUnion('type', [...choosers, ...inputs]);
export const contextAction = z.discriminatedUnion('type', [
  element('feedback_buttons', { ...own, positive_button: feedbackButton, negative_button: feedbackButton }),
  element('icon_button', {
    ...asked,
    icon: z.string(),
    text: plain(75),
    value: z.string().max(2000).optional(),
    accessibility_label: z.string().max(75).optional(),
    visible_to_user_ids: z.array(z.string()).optional(),
  }),
]);
