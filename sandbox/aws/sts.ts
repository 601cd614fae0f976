import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { isPolicy } from './authorise.ts';
import { type Access, defineOperation } from './operation.ts';
import { refuse } from './refusal.ts';
import { openSession } from './session.ts';
import { packedSize, readSessionPolicy } from './session-policy.ts';

export const getCallerIdentity = defineOperation<object, GetCallerIdentityResponse>({
  service: 'sts',
  name: 'GetCallerIdentity',
  access: () => [], // needs no right at all: "even if a policy denies it"
  answer: (_input, { caller }) => ({ UserId: caller.userId, Account: caller.account, Arn: caller.arn }),
});

const chainedMaxSeconds = 3600; // role chaining

export const assumeRole = defineOperation<AssumeRoleRequest, AssumeRoleResponse>({
  service: 'sts',
  name: 'AssumeRole',

  access(input, { world }) {
    const resource = input.RoleArn ?? '';
    if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(resource)) refuse('ValidationError', `${resource} is invalid`);
    const role = world.roles.get(resource);
    const owner = resource.split(':')[4] ?? '';
    const tags = input.Tags ?? [];
    const context = {
      'sts:RoleSessionName': input.RoleSessionName ?? '',
      ...(input.ExternalId !== undefined && { 'sts:ExternalId': input.ExternalId }),
      ...(input.SourceIdentity !== undefined && { 'sts:SourceIdentity': input.SourceIdentity }),
      ...(tags.length > 0 && { 'aws:TagKeys': tags.map((tag) => tag.Key ?? '') }),
      ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ''])),
    };
    // A role that does not exist trusts nobody: STS answers as if it were forbidden.
    const trust = role?.trust ?? { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:*' }] };
    const actions = [
      'sts:AssumeRole',
      ...(tags.length > 0 ? ['sts:TagSession'] : []),
      ...(input.SourceIdentity ? ['sts:SetSourceIdentity'] : []),
    ];
    return actions.map((action): Access => ({ action, resource, context, resourcePolicy: trust, owner }));
  },

  async answer(input, { world, caller }) {
    const role = world.roles.get(input.RoleArn ?? '');
    if (!role)
      return refuse('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`, 403);
    const tags = input.Tags ?? [];
    const keys = tags.map((tag) => (tag.Key ?? '').toLowerCase());
    if (new Set(keys).size < keys.length)
      refuse('InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    const seconds = input.DurationSeconds ?? 3600;
    if (caller.session && seconds > chainedMaxSeconds)
      refuse('ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
    if (seconds > role.maxSessionSeconds)
      refuse('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
    const inherited = caller.session?.sourceIdentity;
    if (inherited && input.SourceIdentity && input.SourceIdentity !== inherited)
      refuse('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${role.arn}`, 403);
    const policy = readSessionPolicy(input.Policy);
    if (policy && !(await isPolicy(policy))) refuse('MalformedPolicyDocument', 'Syntax errors in policy.');
    const size = packedSize(input.Policy, tags);
    if (size > 100) refuse('PackedPolicyTooLarge', `Packed size of session tags and session policies consumes ${size}% of allotted space.`);
    const sourceIdentity = input.SourceIdentity ?? inherited;
    const opened = openSession(world, role, {
      name: input.RoleSessionName ?? '',
      seconds,
      tags: Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      ...(policy && { policy }),
      ...(sourceIdentity && { sourceIdentity }),
    });
    return {
      Credentials: opened.credentials,
      AssumedRoleUser: { AssumedRoleId: opened.caller.userId, Arn: opened.caller.arn },
      ...(input.Policy === undefined && tags.length === 0 ? {} : { PackedPolicySize: size }),
      ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
    };
  },
});
