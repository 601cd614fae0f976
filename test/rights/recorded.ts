import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authorise } from '../../sandbox/aws/authorise.ts';
import type { NamedPolicy } from '../../sandbox/aws/principal.ts';
import type { Evaluated } from '../../sandbox/aws/record.ts';
import type { PrintedRole } from '../../src/cli/iam/roles.ts';
import { run } from '../../src/cli/iam.ts';

const results = new URL('../../test-results/', import.meta.url).pathname;

/** What the command line prints for the example company, by the ARN of each role. */
export async function printedRoles(): Promise<Map<string, PrintedRole>> {
  let text = '';
  const env = { SSM_CHATOPS_CONFIG: new URL('../../config.example.yml', import.meta.url).pathname };
  await run(['--json', '--bot', 'arn:aws:iam::111122223333:user/ssm-chatops'], {
    env,
    out: (more) => {
      text += more;
    },
  });
  return new Map((JSON.parse(text) as PrintedRole[]).map((each) => [each.role, each]));
}

/** Everything that the bot of any test asked IAM, once. Throws where no test wrote anything down. */
export async function recordedRights(folder = results): Promise<Evaluated[]> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => /^aws-rights-.*\.jsonl$/.test(name)) : [];
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = new Set(texts.flatMap((text) => text.split('\n')).filter((line) => line !== ''));
  if (lines.size === 0)
    throw new Error('No call to AWS was recorded in test-results/aws-rights-*.jsonl, so nothing can be proven. Run "npm test" first.');
  return [...lines].map((line) => JSON.parse(line) as Evaluated);
}

/** Whether IAM would allow it with these policies of the role, and with the printed trust of the role that is assumed. */
export async function isAllowed(
  { caller, region, access }: Evaluated,
  policies: readonly NamedPolicy[],
  trust: (role: string) => PrintedRole['trust'],
): Promise<boolean> {
  const resourcePolicy = access.resourcePolicy && trust(access.resource);
  const asked = { ...access, ...(resourcePolicy && { resourcePolicy }) };
  const session = caller.session && { ...caller.session, token: '', expiresAt: 0 };
  const { session: _none, ...who } = caller;
  const whole = { ...who, accessKeyId: '', secretAccessKey: '', policies, ...(session && { session }) };
  return (await authorise(asked, whole, region)).allowed;
}

/** The same policy without an action. A statement that had no other is gone. */
export function without<P extends { readonly Statement: readonly object[] }>(policy: P, action: string): P {
  const statements = policy.Statement.flatMap((statement) => {
    const left = actionsIn(statement).filter((each) => each !== action);
    return left.length > 0 ? [{ ...statement, Action: left }] : [];
  });
  return { ...policy, Statement: statements };
}

export const actionsIn = (statement: object): string[] => [(statement as { Action: string | string[] }).Action].flat();

export const actionsOf = (policies: readonly { readonly Statement: readonly object[] }[]): string[] => [
  ...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(actionsIn))),
];
