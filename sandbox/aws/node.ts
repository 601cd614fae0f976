export type AgentState = 'online' | 'lost' | 'none';
export type Ec2State = 'running' | 'stopped' | 'terminated';

/** A machine: an EC2 instance (i-...) or a hybrid node (mi-..., which EC2 does not know). */
export interface Node {
  readonly id: string;
  readonly kind: 'ec2' | 'hybrid';
  state: Ec2State;
  /** `none`: it never registered with Systems Manager. */
  agent: AgentState;
  /** When it was last stopped or lost, in the clock's milliseconds. */
  awaySince?: number;
  /** When it last came back to the state that it is in; in the future while it starts. */
  backSince?: number;
  /** EC2 shows this instead of the state for a while. */
  onTheWay?: { readonly as: 'pending' | 'stopping' | 'shutting-down'; readonly until: number };
  tags: Record<string, string>;
  readonly privateIp: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly platform: 'Linux' | 'Windows';
  readonly image: string;
  readonly profile?: string;
  readonly launchedAt: number;
}

/** Systems Manager can deliver a command to it now. */
export const isReachable = (node: Node) => node.state === 'running' && node.agent === 'online';

/** DescribeInstanceInformation lists it: stopped nodes drop out, lost ones stay. */
export const isRegistered = (node: Node) => node.state === 'running' && node.agent !== 'none';

/** It has not just been started: its agent has reported. */
export const isUp = ({ onTheWay }: Node, now: number) => onTheWay?.as !== 'pending' || onTheWay.until <= now;

export const hostName = (node: Node, region: string) =>
  node.platform === 'Windows'
    ? `EC2AMAZ-${node.id.slice(-7).toUpperCase()}`
    : node.kind === 'hybrid'
      ? (node.tags.Name ?? node.id)
      : `ip-${node.privateIp.replaceAll('.', '-')}.${region}.compute.internal`;

/** The ARN that IAM is asked about. */
export const nodeArn = (id: string, account: string, region: string) =>
  id.startsWith('mi-') ? `arn:aws:ssm:${region}:${account}:managed-instance/${id}` : `arn:aws:ec2:${region}:${account}:instance/${id}`;
