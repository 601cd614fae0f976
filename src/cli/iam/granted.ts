import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedPolicy } from '../../auth/policy/load.ts';
import type { Policy } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { OperationSpec } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';

/**
 * Everybody that the policies could mean: people in no group, in each one, in all and in all but one (a forbid on a group
 * must not hide what others are granted), and the people and workflows that are named.
 */
export async function askers({ groups }: Pick<LoadedPolicy, 'groups'>, folder: string): Promise<Person[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cedar'));
  const text = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  const named = [...text.matchAll(/\b(Person|Workflow)::"([^"]+)"/g)].map(([, kind, id = '']) => ({ kind, id }));
  const someone = (id: string, own: readonly string[]): Person => ({ id, team: '', name: '', groups: own });
  const memberships = [[], groups, ...groups.map((group) => [group]), ...groups.map((group) => groups.filter((other) => other !== group))];
  return [
    ...memberships.map((own) => someone('', own)),
    ...named.flatMap(({ kind, id }) => (kind === 'Person' ? [someone(id, []), someone(id, groups)] : [])),
    ...['', ...named.flatMap(({ kind, id }) => (kind === 'Workflow' ? [id] : []))].map((id) => ({
      ...someone(id, []),
      workflow: true as const,
    })),
  ];
}

/** Whether the policies could let anybody do this there: who plans it must be let look, too. */
export const isGranted = (
  policy: Pick<Policy, 'mayEver'>,
  asking: readonly Person[],
  { name }: Pick<OperationSpec, 'name'>,
  env: Environment,
): boolean => asking.some((person) => policy.mayEver(person, name, env) && policy.mayEver(person, 'observe', env));
