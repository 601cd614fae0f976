import { paginateListDocuments } from '@aws-sdk/client-ssm';
import type { Aws, Choice, Statement } from '../domain/operation.ts';
import { documentReads } from './documents.ts';
import type { Node } from './nodes.ts';
import { readTargetWords, targetWord } from './target-words.ts';

/** What the pickers of all forms call: all nodes, the values of a tag, the documents, and one document's parameters. */
export const pickerReads: readonly Statement[] = [
  { actions: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:ListDocuments'], resources: ['*'] },
  ...documentReads,
];

/** A document that can be chosen. */
export interface Listed {
  readonly name: string;
  readonly owner: string;
  readonly platforms: readonly string[];
}

const textMost = 75; // the text of an option in Slack

/** All documents of this type that the account sees, its own ones first. */
export async function listDocuments({ ssm }: Aws, type: 'Command' | 'Automation'): Promise<Listed[]> {
  const Filters = [{ Key: 'DocumentType', Values: [type] }];
  const found: Listed[] = [];
  for await (const page of paginateListDocuments({ client: ssm, pageSize: 50 }, { Filters })) {
    for (const { Name, Owner = '', PlatformTypes = [] } of page.DocumentIdentifiers ?? []) {
      if (Name) found.push({ name: Name, owner: Owner, platforms: PlatformTypes });
    }
  }
  return found.sort((a, b) => Number(a.owner === 'Amazon') - Number(b.owner === 'Amazon') || (a.name < b.name ? -1 : 1));
}

export const documentChoices = (documents: readonly Listed[], query: string): Choice[] =>
  documents
    .filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()))
    .map(({ name, owner, platforms }) => ({ text: joined(name, [owner, platforms.join(', ')]), value: name }));

/** Nodes whose id or name has the words, those that can be reached first. Many have the same name: the id stands beside it. */
export function nodeChoices(nodes: readonly Node[], query: string, environment: string): Choice[] {
  const words = query.toLowerCase();
  return nodes
    .filter(({ id, name = '' }) => id.startsWith(words) || name.toLowerCase().includes(words))
    .sort((a, b) => Number(a.state !== 'online') - Number(b.state !== 'online') || ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1))
    .map((node) => ({
      text: joined(node.name ?? node.id, [...(node.name === undefined ? [] : [node.id]), stateOf(node), environment]),
      value: node.id,
    }));
}

const stateOf = ({ state, why }: Node): string => (state === 'online' ? 'running' : state === 'not running' ? (why ?? state) : state);

/** The key and the beginning of the value of a tag that is being typed: 'tag:App=my', 'App=my'. */
export function tagTyped(query: string): { key: string; value: string } | undefined {
  const [, key, value = ''] = /^(?:tag:)?([^=]{1,128})=(.*)$/.exec(query.trim()) ?? [];
  return key === undefined ? undefined : { key, value };
}

/** The values of a tag that begin so, each with how many instances carry it; values with commas between them are alternatives. */
export function tagChoices({ key, value }: { key: string; value: string }, values: readonly [string, number][]): Choice[] {
  const [filter] = readTargetWords([`tag:${key}=${value}`]).tags;
  const several = value.includes(',') && filter ? [[value, count(values, filter.values)] as const] : [];
  const begun = values.filter(([each]) => each !== '' && each.toLowerCase().startsWith(value.toLowerCase()));
  return [...several, ...begun].map(([each, many]) => ({
    text: joined(`${key}=${each}`, [`${many} instance${many === 1 ? '' : 's'}`]),
    value: `tag:${key}=${each}`,
  }));
}

const count = (values: readonly [string, number][], wanted: readonly string[]): number =>
  values.reduce((sum, [value, many]) => sum + (wanted.includes(value) ? many : 0), 0);

/** What was typed, if it is a target as it stands: an id, a group, 'all'. */
export function typedChoice(query: string): Choice[] {
  const word = query.trim();
  return targetWord.safeParse(word).success ? [{ text: word, value: word }] : [];
}

/** 'name · more · more': the name is cut where it is long, what tells the choices apart is not. */
function joined(name: string, more: readonly string[]): string {
  const end = more
    .filter((each) => each !== '')
    .map((each) => ` · ${each}`)
    .join('');
  const room = Math.max(textMost - end.length, 10);
  return (name.length > room ? `${name.slice(0, room - 1)}…` : name) + end;
}
