import type { z } from 'zod';
import { ApiError } from '../api/error.ts';
import { actables, everyBlock, type Piece, wordsOf } from './piece.ts';
import { blockSchemas, notIn } from './schema/blocks.ts';

type Surface = 'message' | 'modal' | 'home';

// Undocumented; seen near this many characters of blocks (bolt-js #2509).
const maxMessageChars = 13_200;
const maxBlocks = { message: 50, modal: 100, home: 100 };

/** One thing that is wrong, in Slack's words, with where it is. */
function line(message: string, path: readonly PropertyKey[]): string {
  return `[ERROR] ${message} [json-pointer:/${path.map(String).join('/')}]`;
}

function unionIssues(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  // The branch with the fewest complaints is the one that was meant.
  const meant = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
  return meant.length === 0 ? [issue] : meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function explain(issue: z.core.$ZodIssue, root: readonly PropertyKey[]): string {
  const path = [...root, ...issue.path];
  switch (issue.code) {
    case 'too_big':
      return line(
        issue.origin === 'string'
          ? `must be less than ${Number(issue.maximum) + 1} characters`
          : `no more than ${issue.maximum} items allowed`,
        path,
      );
    case 'too_small':
      return line(
        issue.origin === 'string'
          ? `must be more than ${Number(issue.minimum) - 1} characters`
          : `no fewer than ${issue.minimum} items allowed`,
        path,
      );
    case 'unrecognized_keys':
      return line(`invalid additional property: ${issue.keys.join(', ')}`, path);
    case 'invalid_union':
      return line('unsupported type', [...path, 'type']);
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? line(`missing required field: ${String(path.at(-1))}`, path.slice(0, -1))
        : line(`must provide a ${issue.expected}`, path);
    default:
      return line(issue.message, path);
  }
}

function checkOne(given: unknown, at: readonly PropertyKey[], surface: Surface): string[] {
  const type = typeof given === 'object' && given !== null ? (given as Piece).type : undefined;
  if (typeof type !== 'string') return [line('missing required field: type', at)];
  const schema = blockSchemas[type];
  if (!schema || notIn[surface].includes(type)) return [line(`unsupported type: ${type}`, [...at, 'type'])];
  const { error } = schema.safeParse(given);
  return error?.issues.flatMap(unionIssues).map((issue) => explain(issue, at)) ?? [];
}

function twins(blocks: readonly Piece[]): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const block of everyBlock(blocks)) {
    if (block.block_id && seen.has(block.block_id)) found.push(line(`\`block_id\` must be unique: ${block.block_id}`, ['blocks']));
    if (block.block_id) seen.add(block.block_id);
    const actions = actables(block).flatMap((element) => element.action_id ?? []);
    const twice = actions.find((action, index) => actions.indexOf(action) !== index);
    if (twice) found.push(line(`\`action_id\` must be unique within a block: ${twice}`, ['blocks']));
  }
  return found;
}

function together(blocks: readonly Piece[], surface: Surface): string[] {
  const count = (type: string): number => blocks.filter((block) => block.type === type).length;
  const found = twins(blocks);
  if (blocks.length > maxBlocks[surface]) found.push(line(`no more than ${maxBlocks[surface]} items allowed`, ['blocks']));
  if (count('table') > 1) found.push('[ERROR] only_one_table_allowed');
  if (count('plan') > 0 && count('task_card') > 0) found.push(line('plan and task_card cannot be used together', ['blocks']));
  const markdown = blocks.filter((block) => block.type === 'markdown').reduce((sum, block) => sum + wordsOf(block.text).length, 0);
  if (markdown > 12_000) found.push(line('markdown must be less than 12001 characters in all', ['blocks']));
  for (const block of blocks.filter((one) => one.type === 'data_table')) {
    const chars = (block.rows ?? [])
      .flat()
      .reduce((sum, cell) => sum + (wordsOf(cell.text) || JSON.stringify(cell.elements ?? '')).length, 0);
    if (chars > 10_000) found.push(line('must be less than 10001 characters in all', ['blocks', blocks.indexOf(block), 'rows']));
  }
  for (const element of blocks.flatMap(actables)) {
    const lists = (element.options ? 1 : 0) + (element.option_groups ? 1 : 0);
    if (element.type.endsWith('static_select') && lists !== 1)
      found.push(line('must define either `options` or `option_groups`', ['blocks']));
  }
  return found;
}

/** Says what Slack refuses in blocks; nothing when they are right. `root` is where they are in the call. */
export function blockProblems(given: readonly unknown[], surface: Surface, root: readonly PropertyKey[] = ['blocks']): string[] {
  const each = given.flatMap((block, index) => checkOne(block, [...root, index], surface));
  return each.length > 0 ? each : together(given as Piece[], surface);
}

/** Checks the blocks of a message; throws invalid_blocks with the reasons, or msg_blocks_too_long. */
export function checkMessageBlocks(given: unknown): Piece[] {
  if (!Array.isArray(given)) throw new ApiError('invalid_blocks_format');
  const problems = blockProblems(given, 'message');
  if (problems.length > 0) {
    throw new ApiError('invalid_blocks', {
      errors: problems.map((problem) => problem.replace('[ERROR] ', '')),
      response_metadata: { messages: problems },
    });
  }
  if (JSON.stringify(given).length > maxMessageChars) throw new ApiError('msg_blocks_too_long');
  return given as Piece[];
}
