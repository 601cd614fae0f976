import { automationReads } from '../../aws/automations.ts';
import { documentReads } from '../../aws/documents.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';

/** The ARN of a document of the environment's account: a name, or '*' for all of them. */
export const ownDocumentArn = ({ partition, region, account }: Environment, name: string): string =>
  `arn:${partition}:ssm:${region}:${account}:document/${name}`;

/** What planning a change of a runbook reads: the document, its versions, and who ran it lately. */
export const ownReads = (env: Environment): Statement[] => [
  ...documentReads,
  { actions: ['ssm:ListDocumentVersions'], resources: [ownDocumentArn(env, '*')] },
  ...automationReads(env).slice(0, 1),
];

/** What is looked at once more when it starts: a call whose answer was lost must not be made twice. */
const looks = ['ssm:DescribeDocument', 'ssm:GetDocument'];

/** Exactly these actions on exactly this runbook, and to look at it. */
export const onRunbook = (env: Environment, name: string, ...actions: string[]): Statement[] => [
  { actions: [...actions, ...looks], resources: [ownDocumentArn(env, name)] },
];

/** What the two roles need for these actions on runbooks of the environment's account. */
export const ownRoles =
  (...actions: string[]) =>
  (env: Environment): { readonly observe: readonly Statement[]; readonly operate: readonly Statement[] } => ({
    observe: ownReads(env),
    operate: onRunbook(env, '*', ...actions),
  });
