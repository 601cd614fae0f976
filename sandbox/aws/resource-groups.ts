import type {
  GetGroupCommandInput,
  GetGroupCommandOutput,
  ListGroupResourcesCommandInput,
  ListGroupResourcesCommandOutput,
  ListGroupsCommandInput,
  ListGroupsCommandOutput,
} from '@aws-sdk/client-resource-groups';
import { findGroup, groupArn, membersOf, type ResourceGroup } from './group.ts';
import { type Access, anything, defineOperation, type Scene } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

const service = 'resource-groups';
const pageSize = 50; // ListGroupResources and ListGroups, at most and by default

type Answer<T> = Omit<T, '$metadata'>;
type Wanted = { readonly Group?: string | undefined; readonly GroupName?: string | undefined };

const nameIn = ({ Group: group, GroupName: name }: Wanted) =>
  group ?? name ?? refuse('BadRequestException', 'You must specify either Group or GroupName.');

function requireGroup(place: Place, input: Wanted): ResourceGroup {
  const wanted = nameIn(input);
  return findGroup(place, wanted) ?? refuse('NotFoundException', `Cannot find group: ${wanted}`, 404);
}

const onGroup =
  (action: string) =>
  (input: Wanted, { place }: Scene): readonly Access[] => {
    const wanted = nameIn(input);
    const resource = wanted.startsWith('arn:') ? wanted : `arn:aws:resource-groups:${place.region}:${place.account}:group/${wanted}`;
    return [{ action, resource }];
  };

const invalidToken = () => refuse('BadRequestException', 'The specified NextToken is not valid.');

export const listGroupResources = defineOperation<ListGroupResourcesCommandInput, Answer<ListGroupResourcesCommandOutput>>({
  service,
  name: 'ListGroupResources',
  // A group by tags is looked up with the caller's own right to read tags (API reference, "Minimum permissions").
  access: (input, scene) => [
    ...onGroup('resource-groups:ListGroupResources')(input, scene),
    ...(findGroup(scene.place, nameIn(input))?.query ? anything('tag:GetResources')() : []),
  ],
  answer(input, { place }) {
    const filters = input.Filters ?? [];
    const types = filters.map(({ Values = [] }) => Values.map((value) => value.toLowerCase()));
    const members = membersOf(requireGroup(place, input), place).filter(({ type }) =>
      types.every((values) => values.includes(type.toLowerCase())),
    );
    const { page, next } = pageOf(members, input.MaxResults ?? pageSize, input.NextToken, [nameIn(input), filters], invalidToken);
    const identifiers = page.map(({ arn, type }) => ({ ResourceArn: arn, ResourceType: type }));
    return { Resources: identifiers.map((Identifier) => ({ Identifier })), ResourceIdentifiers: identifiers, ...next, QueryErrors: [] };
  },
});

export const getGroup = defineOperation<GetGroupCommandInput, Answer<GetGroupCommandOutput>>({
  service,
  name: 'GetGroup',
  access: onGroup('resource-groups:GetGroup'),
  answer(input, { place }) {
    const group = requireGroup(place, input);
    return { Group: { GroupArn: groupArn(group, place), Name: group.name, Description: group.description } };
  },
});

/** Whether a group may be listed for a filter: by what kinds of resources it is made to hold, or how it is configured. */
function passes(group: ResourceGroup, name: string, values: readonly string[]): boolean {
  if (name === 'resource-type') return values.includes('AWS::AllSupported') && group.query !== undefined;
  if (name === 'configuration-type') return values.includes('AWS::ResourceGroups::Generic') && group.listed !== undefined;
  return false; // no seeded group has an owner, a display name or a criticality
}

export const listGroups = defineOperation<ListGroupsCommandInput, Answer<ListGroupsCommandOutput>>({
  service,
  name: 'ListGroups',
  access: anything('resource-groups:ListGroups'),
  answer(input, { place }) {
    const filters = input.Filters ?? [];
    const found = [...place.groups.values()].filter((group) =>
      filters.every(({ Name: name = '', Values: values = [] }) => passes(group, name, values)),
    );
    const { page, next } = pageOf(found, input.MaxResults ?? pageSize, input.NextToken, filters, invalidToken);
    const described = page.map((group) => ({ name: group.name, arn: groupArn(group, place), description: group.description }));
    return {
      GroupIdentifiers: described.map(({ name, arn, description }) => ({ GroupName: name, GroupArn: arn, Description: description })),
      Groups: described.map(({ name, arn, description }) => ({ Name: name, GroupArn: arn, Description: description })),
      ...next,
    };
  },
});
