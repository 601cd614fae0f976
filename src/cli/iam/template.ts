import { Document } from 'yaml';
import type { PrintedRole } from './roles.ts';

const shortestMaximum = 3_600; // a role's MaxSessionDuration; sessions ask for 900 s

/** CloudFormation for one account. `notes` stand above it as comments. */
export function templateOf(account: string, roles: readonly PrintedRole[], notes: readonly string[]): string {
  const resources: Record<string, object> = {};
  const named = (name: string): string => {
    const plain = name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_all, letter: string) => letter.toUpperCase());
    let id = plain;
    for (let more = 2; Object.hasOwn(resources, id); more += 1) id = `${plain}${more}`;
    return id;
  };
  for (const each of roles) {
    const { kind, policies, trust, environments } = each;
    const [, sort = 'role', path = '/', name = ''] = /:(role|user)(\/(?:.*\/)?)([^/]+)$/.exec(each.role) ?? [];
    const id = named(name);
    if (trust) {
      resources[id] = {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: name,
          Path: path,
          Description: `ssm-chatops on ${environments.join(', ')}`,
          MaxSessionDuration: shortestMaximum,
          AssumeRolePolicyDocument: trust,
          ...(kind === 'inline' && {
            Policies: policies.map(({ name: PolicyName, policy }) => ({ PolicyName, PolicyDocument: policy })),
          }),
        },
      };
    }
    if (kind === 'inline') continue;
    for (const { name: policyName, policy } of policies) {
      resources[named(`${name}-${policyName}`)] = {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          Description: `ssm-chatops on ${environments.join(', ')}`,
          PolicyDocument: policy,
          [sort === 'user' ? 'Users' : 'Roles']: [trust ? { Ref: id } : name],
        },
      };
    }
  }
  // CloudFormation reads YAML 1.1: there a plain 2012-10-17 is a date and a plain 0123 a number.
  const document = new Document(
    { AWSTemplateFormatVersion: '2010-09-09', Description: `Roles of ssm-chatops in ${account}`, Resources: resources },
    { version: '1.1', aliasDuplicateObjects: false },
  );
  document.commentBefore = notes.map((note) => ` ${note}`).join('\n');
  return document.toString({ lineWidth: 0, directives: false });
}
