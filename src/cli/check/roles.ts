import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from '@aws-sdk/client-sts';
import { createAws, type SessionCredentials } from '../../aws/clients.ts';
import { answerOf, inWords, isDenied, isNamed } from '../../aws/errors.ts';
import { policyDocument } from '../../aws/session-policy.ts';
import { systemClock } from '../../domain/clock.ts';
import type { Environment } from '../../domain/environment.ts';
import { principalOf, stsIn } from './aws.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem, unknown } = findingsOf('aws');

/** The parts of a session that the trust policy must let the bot set. */
const withTags = {
  Tags: [
    { Key: 'ssm-chatops-request', Value: 'check' },
    { Key: 'ssm-chatops-person', Value: 'check' },
  ],
};
const withSource = { SourceIdentity: 'ssm-chatops' };
const listing = [{ actions: ['ssm:DescribeInstanceInformation'], resources: ['*'] }];
const askingWho = [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }];

/** Both roles of an environment, assumed as the bot does it; and one read with the observing one. Nothing is changed. */
export async function lookAtRoles(env: Environment, whoAmI: () => Promise<{ readonly arn: string }>): Promise<Finding[]> {
  const sts = stsIn(env.region);
  try {
    const [observe, operate] = await Promise.all([lookAtRole(sts, env, 'observe', whoAmI), lookAtRole(sts, env, 'operate', whoAmI)]);
    return [observe, operate, ...(observe.state === 'ok' ? [await lookAtInstances(sts, env)] : [])];
  } finally {
    sts.destroy();
  }
}

async function lookAtRole(
  sts: STSClient,
  env: Environment,
  kind: 'observe' | 'operate',
  whoAmI: () => Promise<{ readonly arn: string }>,
): Promise<Finding> {
  const role = env.roles[kind];
  const name = `${env.name}: ${kind}`;
  try {
    await assume(sts, env, role, { ...withTags, ...withSource });
    return ok(name, `${role} can be assumed, with source identity, tags, ${env.externalId ? 'external id ' : ''}and a session policy.`);
  } catch (error) {
    const said = (error as Error).message;
    if (isNamed(error, 'AccessDenied')) {
      const lacks = await lacking(sts, env, role);
      const principal = await whoAmI().then(
        ({ arn }) => principalOf(arn),
        () => 'ARN-OF-THE-BOT',
      );
      return problem(
        name,
        `${role} cannot be assumed: AWS refuses ${lacks.join(' and ') || 'sts:AssumeRole'}. AWS said: ${said}`,
        trustFix(env, role, principal, lacks),
      );
    }
    if (answerOf(error) === 'refused')
      return problem(
        name,
        `AWS refuses to make a session of ${role}: ${said}`,
        `Correct roles.${kind} and region of ${env.name}; the region must be enabled in the account.`,
      );
    return unknown(name, `AWS did not answer in ${env.region}: ${said || (error as Error).name}.`);
  }
}

/** Tries the parts one by one: AWS names only the first that it refuses. */
async function lacking(sts: STSClient, env: Environment, role: string): Promise<string[]> {
  const refuses = (part: object) =>
    assume(sts, env, role, part).then(
      () => false,
      (error: unknown) => isDenied(error),
    );
  if (await refuses({})) return ['sts:AssumeRole'];
  const [tags, source] = await Promise.all([refuses(withTags), refuses(withSource)]);
  return [...(tags ? ['sts:TagSession'] : []), ...(source ? ['sts:SetSourceIdentity'] : [])];
}

function trustFix(env: Environment, role: string, principal: string, lacks: readonly string[]): string {
  const isWhole = lacks.length === 0 || lacks.includes('sts:AssumeRole');
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: isWhole ? 'sts:AssumeRole' : lacks,
    ...(isWhole && env.externalId && { Condition: { StringEquals: { 'sts:ExternalId': env.externalId } } }),
  };
  const also = isWhole
    ? ` Look that the role exists, and that its external id is ${env.externalId ? 'the one above' : `not asked for: ${env.name} has no externalId in the configuration`}.`
    : '';
  return `The trust policy of ${role} must have ${JSON.stringify(statement)}. The policy of ${principal} must allow ${isWhole ? 'sts:AssumeRole' : lacks.join(', ')} on the role too.${also} "ssm-chatops iam" prints both.`;
}

/** The observing role must be able to see the fleet, and there should be one. */
async function lookAtInstances(sts: STSClient, env: Environment): Promise<Finding> {
  const name = `${env.name}: instances`;
  try {
    const session = await assume(sts, env, env.roles.observe, { ...withSource, Policy: policyDocument(listing) });
    const { ssm } = createAws(session, env.region, systemClock, false);
    const { InstanceInformationList: found = [] } = await ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 5 }));
    ssm.destroy();
    if (found.length > 0) return ok(name, `${env.roles.observe} sees managed instances in ${env.region}.`);
    const fix =
      'Look that the region is right, and that the instances run the SSM Agent with a role that has AmazonSSMManagedInstanceCore.';
    return warning(name, `There is no managed instance in ${env.account}, ${env.region}.`, fix);
  } catch (error) {
    if (answerOf(error) === 'refused')
      return problem(
        name,
        inWords(error, `listing the instances of ${env.name}`).message,
        `Give ${env.roles.observe} what "ssm-chatops iam --env ${env.name}" prints for it.`,
      );
    return unknown(name, `AWS did not answer in ${env.region}: ${(error as Error).message || (error as Error).name}.`);
  }
}

/** One AssumeRole with the bot's external id, cut to asking who it is unless another policy is given. */
async function assume(sts: STSClient, env: Environment, role: string, parts: Partial<AssumeRoleCommandInput>): Promise<SessionCredentials> {
  const { Credentials: made } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: role,
      RoleSessionName: 'ssm-chatops-check',
      ExternalId: env.externalId,
      Policy: policyDocument(askingWho),
      DurationSeconds: 900, // the least that AWS allows
      ...parts,
    }),
  );
  return { accessKeyId: made?.AccessKeyId ?? '', secretAccessKey: made?.SecretAccessKey ?? '', sessionToken: made?.SessionToken ?? '' };
}
