import type { Node } from './node.ts';
import type { Caller } from './principal.ts';
import { nodePolicies } from './seed/node-role.ts';

const callers = new WeakMap<Node, Caller>();

/** As whom the agent on a machine calls AWS: by its instance profile; undefined without one, as on hybrid machines, whose role has no such rights. */
export function nodeSession(node: Node, account: string): Caller | undefined {
  if (!node.profile) return undefined;
  const known = callers.get(node);
  if (known) return known;
  const caller: Caller = {
    arn: `arn:aws:sts::${account}:assumed-role/myapp-node/${node.id}`,
    account,
    userId: `AROASANDBOXNODE00001:${node.id}`,
    accessKeyId: '',
    secretAccessKey: '',
    policies: nodePolicies(account),
  };
  callers.set(node, caller);
  return caller;
}
