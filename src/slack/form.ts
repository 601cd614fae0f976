import type { KnownBlock, ModalView } from '@slack/types';
import type { Environment } from '../domain/environment.ts';
import { type Field, isInEnvironment, isOperation, type Typed } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { externalSelect, fileInput, input, option, select } from './blocks/input.ts';
import { context, limits, modal, section } from './blocks.ts';
import { elementOf, fitsText, longText } from './form/element.ts';
import {
  breakGlassBlock,
  environmentBlock,
  type FormPlace,
  fieldBlock,
  fileBlock,
  formMetadata,
  pickAction,
  reasonBlock,
} from './form/ids.ts';
import { type AskedDocument, askParameters } from './form/parameters.ts';
import { askBreakGlass, askReason, type Glass } from './form/why.ts';
import { bold, mrkdwn } from './mrkdwn.ts';

/** What a form is drawn from: the declaration, and what is known already. */
export interface FormSpec extends Glass {
  readonly typed: Typed;
  readonly place: FormPlace;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  /** Those that the person may observe, the likeliest first; asked by operations only. */
  readonly environments: readonly Environment[];
  readonly environment?: Environment | undefined;
  /** The document that was chosen: each of its parameters is asked for. */
  readonly document?: AskedDocument | undefined;
  /** What is wrong, by the field's key; without a key it stands on top. */
  readonly errors?: ReadonlyMap<string, string> | undefined;
}

const selectMost = 100;

/** The modal of an operation or enquiry. @throws UserError where what is known does not fit into one. */
export function drawForm(spec: FormSpec): ModalView {
  const { typed, place, environment } = spec;
  const fits = typed.title.length <= limits.title;
  try {
    return modal({
      title: fits ? typed.title : `/ssm ${typed.words}`,
      callback: typed.name,
      metadata: formMetadata({ ...place, environment: environment?.name }),
      submit: isOperation(typed) ? 'Show the plan' : 'Send',
      close: 'Cancel',
      blocks: [
        ...(fits ? [] : [section(bold(typed.title))]),
        ...wrong(spec, ''),
        ...wrongBelow(spec),
        ...(isInEnvironment(typed) && environment ? askEnvironment(spec, environment) : []),
        ...Object.entries<Field>(typed.form).flatMap(([key, field]) => [...askField(spec, key, field), ...wrong(spec, key)]),
        ...(isOperation(typed)
          ? [askReason(spec.reason), ...wrong(spec, 'reason'), ...askBreakGlass(spec), ...wrong(spec, 'break-glass')]
          : []),
      ],
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('That is more than a form of Slack holds. Send it as a line, /ssm with all of it.');
  }
}

/** Shown at once, within the trigger's three seconds: nothing is read before. */
export const openingView = (): ModalView =>
  modal({ title: 'One moment', callback: 'form.opening', blocks: [section(mrkdwn`Preparing the form…`)], close: 'Close' });

function wrong({ errors }: FormSpec, key: string): KnownBlock[] {
  const words = errors?.get(key);
  return words === undefined ? [] : [context(mrkdwn`⚠ ${words}`)];
}

/** Says on top which answers are wrong: the fields may be out of sight. */
function wrongBelow({ typed, errors }: FormSpec): KnownBlock[] {
  const labels = Object.entries<Field>(typed.form).flatMap(([key, { label }]) => (errors?.has(key) ? [label] : []));
  const all = errors?.has('break-glass') ? [...labels, 'Break glass'] : labels;
  return all.length === 0 ? [] : [context(mrkdwn`⚠ Look at: ${all.join(', ')}`)];
}

/** Told when it changes: pickers, defaults and documents are another environment's then. */
function askEnvironment(spec: FormSpec, chosen: Environment): KnownBlock[] {
  const all = spec.environments.map(({ name, label }) => option(label === name ? name : `${name} · ${label}`, name));
  const id = pickAction('environment');
  const initial = all.find(({ value }) => value === chosen.name);
  const element =
    all.length > selectMost
      ? externalSelect(id, { placeholder: 'Type to search', ...(initial && { initial }) })
      : select(id, all, { initial: chosen.name });
  return [input({ id: environmentBlock, label: 'Environment', element, dispatch: true }), ...wrong(spec, 'env')];
}

function askField(spec: FormSpec, key: string, field: Field): KnownBlock[] {
  const value = spec.input[key];
  if (field.kind === 'pairs') return askPairs(spec, key, field);
  if (field.file) return askTextOrFile(key, field, value);
  const { label, hint } = field;
  const standard = spec.environment ? Object.entries(spec.environment.defaults).find(([name]) => name === key)?.[1] : undefined;
  const withPairs = Object.values<Field>(spec.typed.form).some(({ kind }) => kind === 'pairs');
  return [
    input({
      id: fieldBlock(key),
      label,
      element: elementOf(field, value, standard),
      ...(hint !== undefined && { hint }),
      optional: field.optional === true || field.kind === 'flag',
      dispatch: (field.kind === 'document' || field.kind === 'runbook') && withPairs,
    }),
  ];
}

/** Text, or a file with it. What is too long for a field came from a file, and is given so again: Slack fills in no file. */
function askTextOrFile(key: string, field: Field, value: unknown): KnownBlock[] {
  const text = value === undefined ? '' : String(value);
  const fits = fitsText(text);
  const ask = { optional: true } as const;
  const again = fits
    ? []
    : [`What was asked for has ${text.length.toLocaleString('en-US')} characters, more than a field holds: give its file again.`];
  const hint = [`In place of the text: ${field.file?.kinds}.`, ...again].join(' ');
  return [
    input({
      ...ask,
      id: fieldBlock(key),
      label: field.label,
      element: elementOf(field, fits ? value : undefined),
      ...(field.hint !== undefined && { hint: field.hint }),
    }),
    input({ ...ask, id: fileBlock(key), label: `${field.label}, as a file`, element: fileInput('value'), hint }),
  ];
}

/** The document's own questions; without a document nothing, but for what was said already. */
function askPairs({ input: values, document }: FormSpec, key: string, field: Field): KnownBlock[] {
  const given = [values[key] ?? []].flat().map(String);
  const { blocks, left } = askParameters(given, document);
  const rest =
    document && blocks.length === 0 && document.parameters.length > 0 ? [document.parameters.map(({ name }) => name).join(', ')] : [];
  if (left.length === 0 && rest.length === 0) return blocks;
  if (left.some((pair) => pair.includes('\n')))
    throw new UserError(`${field.label}: a value with a line end does not fit into a form. Send it as a line.`);
  const element = longText(field.label, left.join('\n'), { multiline: true, placeholder: field.example });
  const hint = ['One NAME=VALUE a line.', ...rest].join(' ');
  return [...blocks, input({ id: fieldBlock(key), label: field.label, element, hint, optional: true })];
}

const common = new Map([
  ['env', environmentBlock],
  ['reason', reasonBlock],
  ['break-glass', breakGlassBlock],
]);

/** Where an error about a field's key is shown: at its own block, else at the first that takes one. */
export function blockFor(key: string, blocks: readonly { readonly type: string; readonly block_id?: string | undefined }[]): string {
  const inputs = blocks.flatMap(({ type, block_id }) => (type === 'input' && block_id !== undefined ? [block_id] : []));
  const own = common.get(key) ?? fieldBlock(key);
  return inputs.includes(own) ? own : (inputs.find((block) => block.startsWith('parameter.')) ?? inputs[0] ?? own);
}
