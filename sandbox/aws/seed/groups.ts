import type { OtherResource, ResourceGroup } from '../group.ts';
import { nonProduction, production } from './accounts.ts';
import { seededId } from './fleet.ts';
import { stableHex } from './stable.ts';

const balancer = (account: string, region: string, app: string, env: string): OtherResource => ({
  arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${app}-${env}/${stableHex(`${app}-${env}`, 16)}`,
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  tags: { Name: `${app}-${env}`, App: app, Env: env },
});

const byTag = (app: string, env: string): ResourceGroup => ({
  name: `${app}-${env}`,
  description: `Everything of ${app} in ${env}`,
  query: { App: [app], Env: [env] },
});

/** The groups of an account in a region. */
export function groupsOf(account: string, region: string): ResourceGroup[] {
  if (account === nonProduction && region === 'us-east-1') return [byTag('myapp', 'dev')];
  if (account === nonProduction && region === 'eu-central-1') return [byTag('myapp', 'staging')];
  if (account !== production || region !== 'eu-central-1') return [];
  return [
    byTag('myapp', 'prod'),
    byTag('batch', 'prod'),
    { name: 'retired', description: 'What waits for its deletion', query: { Retired: ['yes'] } },
    {
      name: 'night-shift',
      description: 'What the night shift looks after',
      listed: [
        ...['batch-prod-01', 'web-prod-01', 'web-prod-02'].map((name) => `arn:aws:ec2:${region}:${account}:instance/${seededId(name)}`),
        balancer(account, region, 'web', 'prod').arn,
      ],
    },
  ];
}

/** What else an account has in a region that a group may hold. */
export function otherResourcesOf(account: string, region: string): OtherResource[] {
  if (account !== production || region !== 'eu-central-1') return [];
  return [balancer(account, region, 'myapp', 'prod'), balancer(account, region, 'web', 'prod')];
}
