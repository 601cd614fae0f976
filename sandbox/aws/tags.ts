import type {
  AddTagsToResourceRequest,
  AddTagsToResourceResult,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
  RemoveTagsFromResourceResult,
} from '@aws-sdk/client-ssm';
import { executionArn } from './automation/execution.ts';
import { documentArn } from './document.ts';
import { nodeArn } from './node.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { arnOf, findParameter } from './parameter/name.ts';
import { onParameter } from './parameter/rights.ts';
import { settle } from './parameter/settle.ts';
import { refuse } from './refusal.ts';
import type { Place, World } from './world.ts';

const maxTags = 50; // of a resource

interface Tagged {
  readonly ResourceType?: string | undefined;
  readonly ResourceId?: string | undefined;
}

function resourceOf({ ResourceType: type, ResourceId: id = '' }: Tagged, place: Place): string {
  if (type === 'Parameter') return arnOf(place, id);
  if (type === 'Automation') return executionArn(place, id);
  if (type === 'ManagedInstance') return nodeArn(id, place.account, place.region);
  const document = place.documents.get(id);
  return document ? documentArn(document, place.account, place.region) : `arn:aws:ssm:${place.region}:${place.account}:document/${id}`;
}

/** Parameters are named with their leading slash; of machines only those that are not EC2's have tags of their own here. */
function tagsOf({ ResourceType: type, ResourceId: id = '' }: Tagged, world: World, place: Place): Record<string, string> {
  settle(world, place);
  const node = place.nodes.get(id);
  const known: Record<string, Record<string, string> | undefined> = {
    Parameter: findParameter(place, id)?.tags,
    ManagedInstance: node?.kind === 'hybrid' ? node.tags : undefined,
    Document: place.documents.get(id)?.tags,
    Automation: place.automations.find((automation) => automation.id === id)?.tags,
  };
  if (!(type && type in known)) return refuse('InvalidResourceType', `The resource type ${type} is not valid.`);
  return known[type] ?? refuse('InvalidResourceId', `The resource ID ${id} is not valid.`);
}

const access =
  (action: string, context?: (input: never) => Access['context']) =>
  (input: Tagged, scene: Scene): readonly Access[] => {
    const own = input.ResourceType === 'Parameter' ? onParameter(action, scene, input.ResourceId ?? '').context : undefined;
    return [{ action, resource: resourceOf(input, scene.place), context: { ...own, ...context?.(input as never) } }];
  };

export const listTagsForResource = defineOperation<ListTagsForResourceRequest, ListTagsForResourceResult>({
  service: 'ssm',
  name: 'ListTagsForResource',
  access: access('ssm:ListTagsForResource'),
  answer: (input, { world, place }) => ({ TagList: Object.entries(tagsOf(input, world, place)).map(([Key, Value]) => ({ Key, Value })) }),
});

export const addTagsToResource = defineOperation<AddTagsToResourceRequest, AddTagsToResourceResult>({
  service: 'ssm',
  name: 'AddTagsToResource',
  access: access('ssm:AddTagsToResource', ({ Tags: tags = [] }: AddTagsToResourceRequest) => ({
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  })),
  answer(input, { world, place }) {
    const tags = tagsOf(input, world, place);
    const added = Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    if (Object.keys({ ...tags, ...added }).length > maxTags)
      refuse('TooManyTagsError', `The Targets parameter includes too many tags. Remove one or more tags and try the command again.`);
    Object.assign(tags, added);
    return {};
  },
});

export const removeTagsFromResource = defineOperation<RemoveTagsFromResourceRequest, RemoveTagsFromResourceResult>({
  service: 'ssm',
  name: 'RemoveTagsFromResource',
  access: access('ssm:RemoveTagsFromResource', ({ TagKeys: keys = [] }: RemoveTagsFromResourceRequest) => ({ 'aws:TagKeys': keys })),
  answer(input, { world, place }) {
    const tags = tagsOf(input, world, place);
    for (const key of input.TagKeys ?? []) delete tags[key];
    return {};
  },
});
