import {
  type AutomationExecutionMetadata,
  DescribeAutomationExecutionsCommand,
  type DocumentIdentifier,
  paginateListDocuments,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { inRegion } from '../../../aws/session-policy.ts';
import type { Environment } from '../../../domain/environment.ts';
import { defineLook } from '../../../domain/look.ts';
import type { Aws, Statement } from '../../../domain/operation.ts';
import { type Part, text } from '../../../domain/part.ts';
import { lineFor } from './common.ts';

const pageSize = 15;
/** The account's own ones and Amazon's are some hundreds; more than that is cut, and said. */
const mostThrough = 1_000;

export const searches = (env: Environment): Statement[] => [inRegion(env, ['ssm:ListDocuments', 'ssm:DescribeAutomationExecutions'])];

/** Amazon's, own and shared runbooks by their names, those first that were used here lately. */
export const searchRunbooks = defineLook({
  name: 'runbook.search',
  words: 'runbook search',
  title: 'Search runbooks',
  inEnvironment: true,
  input: z.object({
    text: z.string().min(2, 'write two characters or more').max(128, 'write 128 characters or fewer'),
    skip: z.number().int('write a whole number').min(0, 'write 0 or more').max(mostThrough).optional(),
  }),
  form: {
    text: { kind: 'text', label: 'Text', at: 'words', example: 'restart', hint: 'A part of the name, in any case.' },
    skip: { kind: 'number', label: 'Leave out so many', optional: true, example: '15' },
  },
  roles: searches,
  contexts: () => [{}],
  reads: (_input, env) => searches(env),
  async look({ text: wanted, skip = 0 }, [{ env, aws }]) {
    const [{ found, more }, lately] = await Promise.all([runbooksLike(wanted, aws), usedLately(aws)]);
    const last = (name: string) => lately.get(name)?.at ?? 0;
    const sorted = found.sort(
      (a, b) => last(b.Name ?? '') - last(a.Name ?? '') || rank(a) - rank(b) || ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1),
    );
    const page = sorted.slice(skip, skip + pageSize);
    if (page.length === 0)
      return [
        text(
          skip > 0
            ? `No more than ${skip} runbooks on ${env.name} have "${wanted}" in their names.`
            : `No runbook on ${env.name} has "${wanted}" in its name. A shorter word finds more: restart, image, patch.`,
        ),
      ];
    const next = skip + page.length;
    const lines = [
      ...page.slice(0, 4).map(({ Name = '' }) => ({ label: Name, line: lineFor(env, `show ${Name}`) })),
      ...(next < sorted.length
        ? [{ label: `Next ${pageSize}`, line: lineFor(env, `search "${wanted.replace(/["\\]/g, '\\$&')}" --skip ${next}`) }]
        : []),
    ];
    const which = next === sorted.length && skip === 0 ? `${sorted.length}` : `${skip + 1} to ${next} of ${sorted.length}`;
    return [
      text(`Runbooks with "${wanted}" on ${env.name}: ${which}, those used here lately first.`),
      {
        kind: 'table',
        columns: ['Runbook', 'Owner', 'Used here lately'],
        rows: page.map((each) => [each.Name ?? '', ownerOf(each, env), usedWords(lately.get(each.Name ?? ''))]),
      },
      ...(more
        ? [text(`There are more than ${mostThrough.toLocaleString('en-US')}, so some may be missing. Write more of the name.`)]
        : []),
      { kind: 'lines', lines },
    ] satisfies Part[];
  },
});

/** AWS looks for whole keywords only: so all names are looked through. */
async function runbooksLike(wanted: string, { ssm }: Aws): Promise<{ found: DocumentIdentifier[]; more: boolean }> {
  const Filters = [{ Key: 'DocumentType', Values: ['Automation'] }];
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found: DocumentIdentifier[] = [];
  let through = 0;
  for await (const page of paginateListDocuments({ client: ssm, pageSize: 50 }, { Filters })) {
    const all = page.DocumentIdentifiers ?? [];
    through += all.length;
    found.push(...all.filter(({ Name = '' }) => words.every((word) => Name.toLowerCase().includes(word))));
    if (through >= mostThrough && page.NextToken) return { found, more: true };
  }
  return { found, more: false };
}

interface Used {
  readonly times: number;
  readonly at: number;
}

/** From the newest 50 executions: one call. */
async function usedLately({ ssm }: Aws): Promise<ReadonlyMap<string, Used>> {
  const { AutomationExecutionMetadataList: all = [] } = await ssm.send(new DescribeAutomationExecutionsCommand({ MaxResults: 50 }));
  const used = new Map<string, Used>();
  for (const { DocumentName: name = '', ExecutionStartTime: at } of all satisfies AutomationExecutionMetadata[]) {
    const before = used.get(name);
    used.set(name, { times: (before?.times ?? 0) + 1, at: Math.max(before?.at ?? 0, at?.getTime() ?? 0) });
  }
  return used;
}

const usedWords = (used: Used | undefined): string =>
  used === undefined ? '' : `${used.times === 1 ? 'once' : `${used.times} times`}, last ${new Date(used.at).toISOString().slice(0, 10)}`;

const rank = ({ Owner }: DocumentIdentifier): number => (Owner === 'Amazon' ? 1 : 0);
const ownerOf = ({ Owner = '' }: DocumentIdentifier, { account }: Environment): string =>
  Owner === account ? 'this account' : Owner === 'Amazon' ? 'Amazon' : `shared by ${Owner}`;
