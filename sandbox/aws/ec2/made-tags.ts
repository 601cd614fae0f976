import type { TagSpecification } from '@aws-sdk/client-ec2';
import type { Access } from '../operation.ts';

/** The tags that a call gives to what it makes, by the kind of resource. */
export const tagsFor = (specifications: readonly TagSpecification[] | undefined, kind: string): Record<string, string> =>
  Object.fromEntries(
    (specifications ?? [])
      .filter(({ ResourceType: type }) => type === kind)
      .flatMap(({ Tags: tags = [] }) => tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  );

/** The right to tag what is made by the call (user guide, "Grant permission to tag Amazon EC2 resources during creation"). */
export function onMade(
  action: string,
  resource: string,
  tags: Readonly<Record<string, string>>,
  context: Record<string, string> = {},
): Access[] {
  const keys = Object.keys(tags);
  const requested = {
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
  const make: Access = { action, resource, context: { ...context, ...requested } };
  if (keys.length === 0) return [make];
  return [make, { action: 'ec2:CreateTags', resource, context: { ...requested, 'ec2:CreateAction': action.replace('ec2:', '') } }];
}
