import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import type { Clock } from '../domain/clock.ts';
import type { Aws } from '../domain/operation.ts';
import type { CountMemory, Turn } from '../domain/pace.ts';

/** The credentials of one role session. They stay in memory. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** After this a call that changes something is given up; whether it took effect is then looked up. */
export const actDeadlineMs = 15_000;
const readDeadlineMs = 6_000;

/** Reading in bulk goes on through a time in which AWS is asked too much by others. */
const bulkAttempts = 8;
/** What AWS counts together: GetParameter, GetParameters, GetParametersByPath, GetParameterHistory, DescribeParameters. */
const pacedCommands = /^(?:GetParameter|DescribeParameters)/;

/** What all processes of the bot share about one account and region. */
export interface SharedThere {
  readonly turn: Turn;
  readonly counted: CountMemory;
}

/** Nothing is held back, nothing remembered. */
const notShared: SharedThere = {
  turn: async () => undefined,
  counted: { remember: async () => undefined, recall: async () => undefined },
};

/** Connections are shared by all sessions of a kind: a client per request would open sockets per request. */
const handlers = new Map<boolean, NonNullable<SSMClientConfig['requestHandler']>>();

/**
 * AWS under the given session credentials, in one region.
 * @param acting true: one attempt only. The SDK's own retry after a time-out or a 5xx would send a command twice.
 */
export function createAws(
  credentials: SessionCredentials,
  region: string,
  clock: Clock,
  acting: boolean,
  { turn, counted }: SharedThere = notShared,
): Aws {
  const settings = { credentials, region, maxAttempts: acting ? 1 : 3, requestHandler: handlerFor(acting) };
  return {
    clock,
    ssm: paced(new SSMClient(settings), turn, false),
    bulk: paced(new SSMClient({ ...settings, maxAttempts: bulkAttempts }), turn, true),
    counted,
    ec2: onFirstUse(async () => new (await import('@aws-sdk/client-ec2')).EC2Client(settings)),
    // By path: a bucket with dots in its name has no certificate for a host of its own.
    s3: async (there = region) =>
      new (await import('@aws-sdk/client-s3')).S3Client({ ...settings, region: there, forcePathStyle: true, followRegionRedirects: true }),
    logs: onFirstUse(async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient(settings)),
    resourceGroups: onFirstUse(async () => new (await import('@aws-sdk/client-resource-groups')).ResourceGroupsClient(settings)),
  };
}

/** Waits before each attempt of each such call, also of one that is repeated: nobody who makes one need think of it. */
function paced(client: SSMClient, turn: Turn, bulk: boolean): SSMClient {
  const waiting =
    <Given, Answer>(next: (given: Given) => Promise<Answer>, { commandName = '' }: { readonly commandName?: string }) =>
    async (given: Given): Promise<Answer> => {
      if (pacedCommands.test(commandName)) await turn(bulk);
      return next(given);
    };
  client.middlewareStack.addRelativeTo(waiting, { name: 'paceMiddleware', relation: 'after', toMiddleware: 'retryMiddleware' });
  return client;
}

/** A client that is loaded when somebody asks for it, and once. */
function onFirstUse<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

function handlerFor(acting: boolean) {
  const known = handlers.get(acting);
  if (known) return known;
  const requestTimeout = acting ? actDeadlineMs : readDeadlineMs;
  const { requestHandler } = new SSMClient({
    region: 'us-east-1',
    // The socket's own: an answer that begins and does not go on would be waited for without end.
    requestHandler: { connectionTimeout: 3_000, requestTimeout, socketTimeout: requestTimeout, throwOnRequestTimeout: true },
  }).config;
  handlers.set(acting, requestHandler);
  return requestHandler;
}
