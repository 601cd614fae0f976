import { merged, type PolicyDocument, policyOf } from '../../aws/session-policy.ts';
import type { Statement } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';

export interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

// IAM counts characters without white space ("IAM and AWS STS quotas").
const mostInline = 10_240; // all inline policies of a role together
const mostManaged = 6_144;
const mostAttached = 10;

const size = (policy: PolicyDocument): number => JSON.stringify(policy).length;

export interface Packed {
  /** Policies within the role, or on their own and attached to it. */
  readonly kind: 'inline' | 'managed';
  readonly policies: readonly NamedPolicy[];
}

/** One inline policy where it fits a role, else as many managed ones as are needed. Throws UserError where AWS would take neither. */
export function packed(role: string, statements: readonly Statement[]): Packed {
  const whole = policyOf(statements);
  if (size(whole) <= mostInline) return { kind: 'inline', policies: [{ name: 'ssm-chatops', policy: whole }] };
  const pieces: Statement[][] = [];
  for (const statement of merged(statements).flatMap(halved)) {
    const longer = [...(pieces.at(-1) ?? []), statement];
    if (pieces.length > 0 && size(policyOf(longer)) <= mostManaged) pieces[pieces.length - 1] = longer;
    else pieces.push([statement]);
  }
  const tooLong = pieces.some((piece) => size(policyOf(piece)) > mostManaged);
  if (tooLong || pieces.length > mostAttached)
    throw new UserError(
      `The policies of ${role} are longer than AWS takes: ${size(whole)} characters, where ${mostAttached} managed policies of ${mostManaged} fit. Give its environments roles of their own.`,
    );
  return { kind: 'managed', policies: pieces.map((piece, at) => ({ name: `ssm-chatops-${at + 1}`, policy: policyOf(piece) })) };
}

/** A statement that fits no managed policy, as two that do: the same actions on one half of the resources and on the other. */
function halved(statement: Statement): Statement[] {
  const { resources } = statement;
  if (size(policyOf([statement])) <= mostManaged || resources.length < 2) return [statement];
  const middle = Math.ceil(resources.length / 2);
  return [resources.slice(0, middle), resources.slice(middle)].flatMap((half) => halved({ ...statement, resources: half }));
}
