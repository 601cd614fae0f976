import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Access } from './operation.ts';
import type { Caller, Policy } from './principal.ts';

type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string };

const allowed: Verdict = { allowed: true };
const lacks = (kind: string, action: string): Verdict => ({ allowed: false, why: `because no ${kind} policy allows the ${action} action` });
const forbids = (kind: string): Verdict => ({ allowed: false, why: `with an explicit deny in ${kind} policy` });

/** What IAM knows about who asks, beside what the operation adds. */
function contextOf(caller: Caller, region: string): Record<string, string | string[]> {
  const { session } = caller;
  return {
    'aws:PrincipalArn': session?.roleArn ?? caller.arn,
    'aws:PrincipalAccount': caller.account,
    'aws:RequestedRegion': region,
    'aws:userid': caller.userId,
    'aws:SecureTransport': 'true',
    ...(session?.sourceIdentity && { 'aws:SourceIdentity': session.sourceIdentity }),
    ...Object.fromEntries(Object.entries(session?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  };
}

function simulationOf(access: Access, caller: Caller, region: string): Simulation {
  return {
    request: {
      principal: caller.arn,
      action: access.action,
      resource: { resource: access.resource, accountId: access.owner ?? caller.account },
      contextVariables: { ...contextOf(caller, region), ...access.context },
    },
    identityPolicies: [...caller.policies],
    ...(caller.session?.policy && { sessionPolicy: caller.session.policy }),
    ...(access.resourcePolicy && { resourcePolicy: access.resourcePolicy }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/** What the strict simulation refuses: resources of AWS's own, which have no account in their ARN, and the root of Parameter Store. */
const isStrict = (resource: string) =>
  !resource.endsWith(':parameter/') && (!/^arn:aws:\w+:[\w-]*::/.test(resource) || resource.startsWith('arn:aws:s3:'));

/** The loose simulation does not know session policies: it is asked once for each. */
function loosely(simulation: Simulation, action: string): Verdict {
  const { sessionPolicy, ...role } = simulation;
  const asked = [['identity-based', role.identityPolicies] as const, ['session', [{ name: 'session', policy: sessionPolicy }]] as const];
  for (const [kind, identityPolicies] of sessionPolicy ? asked : asked.slice(0, 1)) {
    const result = runUnsafeSimulation({ ...role, identityPolicies: [...identityPolicies] }, {});
    if (result === 'ExplicitlyDenied') return forbids(kind === 'session' ? 'a session' : 'an identity-based');
    if (result !== 'Allowed') return lacks(kind, action);
  }
  return allowed;
}

/** The simulation reads a name within a context key after a slash alone, so kms:EncryptionContext:NAME is asked about as aws:PrincipalTag/. */
function legible(simulation: Simulation): Simulation {
  if (!simulation.request.action.startsWith('kms:')) return simulation;
  return JSON.parse(
    JSON.stringify(simulation).replaceAll(/"kms:EncryptionContext:/gi, '"aws:PrincipalTag/encryption-context-'),
  ) as Simulation;
}

async function simulate(access: Access, caller: Caller, region: string): Promise<Verdict> {
  const simulation = legible(simulationOf(access, caller, region));
  if (!isStrict(access.resource)) return loosely(simulation, access.action);
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error')
    throw new Error(`IAM could not decide ${access.action} on ${access.resource}: ${JSON.stringify(result.errors)}`);
  if (result.overallResult === 'Allowed') return allowed;
  const analysis = result.resultType === 'single' ? result.result.analysis : undefined;
  if (analysis?.identityAnalysis?.result === 'ExplicitlyDenied') return forbids('an identity-based');
  if (analysis?.sessionAnalysis?.result === 'ExplicitlyDenied') return forbids('a session');
  if (analysis?.resourceAnalysis?.result === 'ExplicitlyDenied') return forbids('a resource-based');
  const grants = [analysis?.identityAnalysis?.result, analysis?.resourceAnalysis?.result];
  const sessionLacks = grants.includes('Allowed') && analysis?.sessionAnalysis?.result === 'ImplicitlyDenied';
  return lacks(sessionLacks ? 'session' : 'identity-based', access.action);
}

const decided = new WeakMap<Caller, Map<string, Promise<Verdict>>>();

/** Asks IAM: the caller's identity policies, and the session policy, and the resource's own. The same question is simulated once. */
export function authorise(access: Access, caller: Caller, region: string): Promise<Verdict> {
  const verdicts = decided.get(caller) ?? new Map<string, Promise<Verdict>>();
  decided.set(caller, verdicts);
  const question = JSON.stringify([region, access]);
  const verdict = verdicts.get(question) ?? simulate(access, caller, region);
  verdicts.set(question, verdict);
  return verdict;
}

const probe = (action: string, resource: string, sessionPolicy?: Policy): Simulation => ({
  request: {
    principal: 'arn:aws:iam::111122223333:role/probe',
    action,
    resource: { resource, accountId: '111122223333' },
    contextVariables: {},
  },
  ...(sessionPolicy && { sessionPolicy }),
  identityPolicies: [],
  serviceControlPolicies: [],
  resourceControlPolicies: [],
});

/** Whether IAM would take this text as a session policy at all. */
export async function isPolicy(policy: Policy): Promise<boolean> {
  return (await runSimulation(probe('sts:GetCallerIdentity', '*', policy), {})).resultType !== 'error';
}

/** Reads IAM's list of actions from the disk, so that the first call is as fast as the next. */
export async function warmUp(): Promise<void> {
  await runSimulation(probe('ssm:SendCommand', 'arn:aws:ec2:eu-central-1:111122223333:instance/i-00000000000000000'), {});
  await runSimulation(probe('ec2:DescribeInstances', '*'), {});
}
