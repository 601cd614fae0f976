import type { ListTagsForResourceRequest, ListTagsForResourceResult } from '@aws-sdk/client-ssm';
import { documentArn } from './document.ts';
import { nodeArn } from './node.ts';
import { defineOperation } from './operation.ts';
import { refuse } from './refusal.ts';

export const listTagsForResource = defineOperation<ListTagsForResourceRequest, ListTagsForResourceResult>({
  service: 'ssm',
  name: 'ListTagsForResource',
  access({ ResourceType: type, ResourceId: id = '' }, { place }) {
    const document = place.documents.get(id);
    const own = `arn:aws:ssm:${place.region}:${place.account}:document/${id}`;
    const resource =
      type === 'ManagedInstance'
        ? nodeArn(id, place.account, place.region)
        : document
          ? documentArn(document, place.account, place.region)
          : own;
    return [{ action: 'ssm:ListTagsForResource', resource }];
  },
  answer({ ResourceType: type, ResourceId: id = '' }, { place }) {
    if (type !== 'ManagedInstance' && type !== 'Document') return refuse('InvalidResourceType', `The resource type ${type} is not valid.`);
    const node = place.nodes.get(id);
    const tags = type === 'ManagedInstance' ? (node?.kind === 'hybrid' ? node.tags : undefined) : place.documents.get(id)?.tags;
    if (!tags) return refuse('InvalidResourceId', `The resource ID ${id} is not valid.`);
    return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
});
