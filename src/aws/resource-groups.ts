import type { Aws } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { isNamed } from './errors.ts';

/** The ids of the instances and hybrid nodes in the resource groups. Neither EC2 nor Systems Manager lists them. */
export async function instancesInGroups(names: readonly string[], aws: Aws): Promise<string[]> {
  const members = await Promise.all(names.map((name) => instancesIn(name, aws)));
  return [...new Set(members.flat())];
}

async function instancesIn(name: string, aws: Aws): Promise<string[]> {
  const { paginateListGroupResources } = await import('@aws-sdk/client-resource-groups');
  const ids: string[] = [];
  try {
    for await (const page of paginateListGroupResources({ client: await aws.resourceGroups(), pageSize: 50 }, { Group: name })) {
      for (const { Identifier } of page.Resources ?? []) {
        const id = Identifier?.ResourceArn?.split('/').at(-1) ?? '';
        if (/^m?i-/.test(id)) ids.push(id);
      }
    }
  } catch (error) {
    if (isNamed(error, 'NotFoundException'))
      throw new UserError(`There is no resource group "${name}" here. Look at the groups of this account and region, or use tags.`);
    throw error;
  }
  if (ids.length === 0) throw new UserError(`The resource group "${name}" has no instances.`);
  return ids;
}
