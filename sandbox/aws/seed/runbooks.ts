import { parse } from 'yaml';
import type { RunbookContent } from '../automation/runbook.ts';
import { commonContent, type SsmDocument } from '../document.ts';
import { awsRunbooks } from './aws-runbooks.ts';
import { ownRunbooks } from './own-runbooks.ts';

const year = 365 * 24 * 3_600_000;
const everywhere = ['Windows', 'Linux', 'MacOS'] as const;

/** Of buckets, volumes and snapshots AWS's runbooks say nothing here. */
const ofInstances = /EC2Instance|Image|PatchInstance|^Acme-/;

function runbook(name: string, yaml: string, owner: string, createdAt: number): SsmDocument {
  const content = parse(yaml) as RunbookContent;
  const isAws = owner === 'Amazon'; // AWS keeps its own as JSON
  return {
    name,
    type: 'Automation',
    owner,
    platforms: everywhere,
    ...(ofInstances.test(name) && { targetType: '/AWS::EC2::Instance' }),
    tags: isAws ? {} : { Team: 'platform' },
    defaultVersion: '1',
    versions: [
      {
        version: '1',
        createdAt,
        text: isAws ? JSON.stringify(content, null, 2) : yaml,
        format: isAws ? 'JSON' : 'YAML',
        content: commonContent(content),
        runbook: content,
      },
    ],
  };
}

/** AWS's own runbooks, and the example company's. */
export const runbooksOf = (account: string, now: number): SsmDocument[] => [
  ...Object.entries(awsRunbooks).map(([name, yaml]) => runbook(name, yaml, 'Amazon', now - 4 * year)),
  ...Object.entries(ownRunbooks).map(([name, yaml]) => runbook(name, yaml, account, now - year / 4)),
];
