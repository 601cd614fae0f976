import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ResourceGroupsClient } from '@aws-sdk/client-resource-groups';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleRequest, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { externalId, production } from '../../../sandbox/aws/seed/accounts.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../../sandbox/aws/server.ts';
import { type SteeredAws, steerAws } from '../../support/aws.ts';
import { admitTester, tester } from './roles.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Clients {
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly sts: STSClient;
  readonly groups: ResourceGroupsClient;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
}

export interface OpenAws extends SteeredAws {
  readonly local: LocalAws;
  /** The SDK's clients with any keys. */
  clients(keys: Keys, region?: string): Clients;
  /** The tester's clients. */
  readonly user: Clients;
  /** Assumes a role of an account and returns the session's clients. */
  session(role: 'observe' | 'operate', wish?: Partial<AssumeRoleRequest> & { account?: string; region?: string }): Promise<Clients>;
  close(): Promise<void>;
}

export const userKeys: Keys = { accessKeyId: tester.accessKeyId, secretAccessKey: tester.secretAccessKey };

/** Starts a local AWS and opens the unmodified SDK's clients on it. AWS_CALLS_FILE names a file for the calls. */
export async function openAws(options: LocalAwsOptions = {}): Promise<OpenAws> {
  const recorded = process.env.AWS_CALLS_FILE;
  const local = await startLocalAws({ ...(recorded !== undefined && { callsFile: recorded }), ...options });
  admitTester(local.world);
  const clients = (credentials: Keys, region = 'eu-central-1'): Clients => {
    // One attempt: the SDK's own repeats would hide what the service answered.
    const base = {
      endpoint: local.url,
      region,
      credentials,
      maxAttempts: 1,
      requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
    };
    return {
      ssm: new SSMClient(base),
      ec2: new EC2Client(base),
      sts: new STSClient(base),
      groups: new ResourceGroupsClient(base),
      s3: new S3Client(base),
      logs: new CloudWatchLogsClient(base),
    };
  };
  const user = clients(userKeys);
  return {
    ...steerAws(local.url),
    local,
    clients,
    user,
    async session(role, { account = production, region = 'eu-central-1', ...wish } = {}) {
      const answer = await user.sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/test-${role}`,
          RoleSessionName: 'ana',
          ExternalId: externalId,
          ...wish,
        }),
      );
      return clients(keysOf(answer.Credentials), region);
    },
    close: () => local.close(),
  };
}

/** The keys in an AssumeRole answer. */
export function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

/** The error that a call ends with; fails if it succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<{ name: string; message: string; code?: string }> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The call succeeded.');
}
