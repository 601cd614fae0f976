import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { answerOf } from '../../aws/errors.ts';
import { type Finding, findingsOf } from './finding.ts';
import { skewOf } from './skew.ts';

const { ok, problem } = findingsOf('aws');
const headerPrecisionMs = 1_000;

/** STS under the bot's own identity. Patience fits into the time of one look. */
export const stsIn = (region: string): STSClient =>
  new STSClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 4_000, socketTimeout: 4_000, throwOnRequestTimeout: true },
  });

/** The bot's own ARN. Throws what AWS, or the search for credentials, said. */
export async function identityIn(region: string): Promise<{ readonly arn: string; readonly clock: Finding }> {
  const sts = stsIn(region);
  const said: { date?: string | undefined } = {};
  sts.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      said.date = (result.response as { headers?: Record<string, string> }).headers?.date;
      return result;
    },
    { step: 'deserialize' },
  );
  try {
    const from = Date.now();
    const { Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const times = { from, to: Date.now() };
    const clock = skewOf('aws', 'AWS', Date.parse(said.date ?? ''), times, headerPrecisionMs, 'from 5 minutes on AWS refuses signatures');
    return { arn, clock };
  } finally {
    sts.destroy();
  }
}

/** Who the bot is to AWS. */
export async function lookAtIdentity(region: string, ask: () => ReturnType<typeof identityIn>): Promise<Finding[]> {
  try {
    const { arn, clock } = await ask();
    return [judge(arn), clock];
  } catch (error) {
    return [refused(error as Error, region)];
  }
}

function judge(arn: string): Finding {
  if (arn.endsWith(':root'))
    return problem(
      'identity',
      `The bot is ${arn}: AWS lets no root user assume a role.`,
      'Run the bot with a role of its own, as docs/operations.md says.',
    );
  if (/:assumed-role\//.test(arn))
    return ok('identity', `The bot is ${arn}. Sessions made from an assumed role last an hour at most; they are renewed.`);
  return ok('identity', `The bot is ${arn}.`);
}

function refused(error: Error, region: string): Finding {
  const { name, message } = error;
  if (name === 'CredentialsProviderError')
    return problem(
      'identity',
      `There are no AWS credentials: ${message}.`,
      'Run the bot where it has a role (ECS, EKS, EC2), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE.',
    );
  if (answerOf(error) === 'refused')
    return problem(
      'identity',
      `AWS refuses the bot's credentials: ${name}: ${message}`,
      'Renew the credentials; look whether the clock is right and the region is enabled in the account.',
    );
  return problem(
    'identity',
    `AWS does not answer in ${region}: ${message || name}.`,
    `Let this machine reach sts.${region}.amazonaws.com on port 443, or a VPC endpoint for it; AWS_ENDPOINT_URL, where it is set, names another address.`,
  );
}

/** The principal that a trust policy names: of an assumed role the role itself. A role's path is not in its session's ARN. */
export function principalOf(arn: string): string {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role ? `arn:${partition}:iam::${account}:role/${role}` : arn;
}
