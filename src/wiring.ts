import { WebClient, type WebClientOptions } from '@slack/web-api';
import { createDirectory, type People } from './auth/directory.ts';
import { loadPolicy } from './auth/policy/load.ts';
import { createStepUp } from './auth/step-up.ts';
import { createSessions } from './auth/sts-session.ts';
import { maskSecrets } from './aws/mask.ts';
import type { Config, Settings } from './config.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import type { Request } from './domain/request.ts';
import { askedBy } from './handlers/asked.ts';
import type { Front } from './handlers/front.ts';
import { drawParts } from './handlers/parts.ts';
import { type Reception, receiveByHttp, receiveBySocket } from './handlers/receive.ts';
import { register } from './handlers/register.ts';
import { whoAmI } from './handlers/who-am-i.ts';
import { serveHealth } from './health.ts';
import { createHousekeeping } from './jobs/housekeeping.ts';
import { createQueues } from './jobs/queues.ts';
import { follow, sweep } from './jobs/sweep.ts';
import { startWorker } from './jobs/worker.ts';
import { type Log, writeLine } from './log.ts';
import { mustReach } from './slack/channel.ts';
import { channelToTell } from './slack/channel-named.ts';
import { draw, type NotifierPorts } from './slack/notifier.ts';
import { postSeal } from './slack/seal-post.ts';
import { tellOnce } from './slack/tell.ts';
import { createSealNews } from './store/audit/news.ts';
import { createAudit } from './store/audit/read.ts';
import { createBudget } from './store/budget.ts';
import { createCodeMemory } from './store/code-memory.ts';
import { createDurable } from './store/durable.ts';
import { createKeyring } from './store/keyring.ts';
import { createPace } from './store/pace.ts';
import { createParameterCounts } from './store/parameter-counts.ts';
import { connectStore, queueConnection } from './store/redis.ts';
import { createReplyUrls } from './store/reply-urls.ts';
import { createRequests } from './store/requests.ts';
import { createSchedules } from './store/schedules.ts';
import { createSealer, sealLine } from './store/seal.ts';
import { createShownMessages } from './store/shown.ts';
import { actions, operations } from './workflows/index.ts';
import { advance } from './workflows/lifecycle/advance.ts';
import type { Desk } from './workflows/lifecycle/desk.ts';
import { enquiries } from './workflows/lifecycle/enquiries/index.ts';
import { tellSchedule } from './workflows/lifecycle/schedule/tell.ts';

/** What this process does: the bot takes deliveries, the worker does the work. Any number of each. */
export type Role = 'bot' | 'worker' | 'all';

export interface Running {
  /** Where /healthz and /readyz are; undefined without HEALTH_PORT. */
  readonly healthPort: number | undefined;
  /** Takes no more, finishes what is in hand. */
  stop(): Promise<void>;
}

const previewMs = 30 * 60_000;

/** Builds every client once and starts what the role asks for. */
export async function start(config: Config, settings: Settings, role: Role, log: Log, clock: Clock = systemClock): Promise<Running> {
  const keyring = createKeyring(settings.SSM_CHATOPS_KEY);
  const policy = await loadPolicy({
    folder: config.policies,
    actions,
    timezone: config.timezone,
  });
  // A post that Slack took but did not answer must not be made again by the client: the notifier looks for it first.
  const slackOptions = (retries = 0): WebClientOptions => ({
    ...(settings.SLACK_API_URL && { slackApiUrl: settings.SLACK_API_URL }),
    retryConfig: { retries },
    rejectRateLimitedCalls: true,
    timeout: 8_000,
  });
  const slack = new WebClient(settings.SLACK_BOT_TOKEN, slackOptions());
  const reader = new WebClient(settings.SLACK_BOT_TOKEN, slackOptions(1));
  const installation = await whoAmI(slack, settings.SLACK_BOT_TOKEN, log);

  const redis = connectStore(settings.REDIS_URL);
  redis.on('error', (error) => log.warn({ err: error }, 'Redis does not answer'));
  const queues = createQueues(queueConnection(settings.REDIS_URL));
  // The record is what counts: a job that can't be added now is added by the sweep.
  const afterChange = (request: Request) =>
    queues
      .afterChange(request)
      .catch((error: unknown) => log.warn({ err: error, request: request.id }, 'a job was not added; the sweep will'));
  const place = (name: string) => config.environments.find((env) => env.name === name);
  const requests = createRequests(redis, keyring, clock, afterChange, { place, mask: maskSecrets });
  const budget = createBudget(redis);
  const { take } = budget;
  const [paceOf, countsOf] = [createPace(budget), createParameterCounts(redis, clock)];
  const shown = createShownMessages(redis);
  const replyUrls = createReplyUrls(redis, keyring);
  const people = createDirectory({
    slack: reader,
    team: installation.team,
    enterprise: installation.enterprise,
    groups: config.groups,
    clock,
  });
  const desk: Desk = {
    operations,
    environments: config.environments,
    channels: config.channels,
    waits: { previewMs, approvalMs: config.approvals.expireMs, remindMs: config.approvals.remindMs },
    freezes: config.freezes,
    security: config.securityChannel === undefined ? undefined : { id: config.securityChannel, name: 'privategroup' },
    requests,
    audit: createAudit(redis, keyring),
    policy,
    people,
    sessions: createSessions(clock, (where) => ({ turn: paceOf(where), counted: countsOf(where) })),
    scheduling: {
      schedules: createSchedules(redis, keyring, clock, { place }),
      timezone: config.timezone,
      readLine: (line, mustBe) => askedBy(line, [...operations, ...enquiries], mustBe),
      findChannel: (named, from) =>
        channelToTell(reader, named, from, installation.enterprise === undefined ? {} : { team_id: installation.team }),
      tell: (telling) => tellOnce({ slack, draw: drawParts, take }, telling),
    },
    clock,
    log,
    mustReach: (channel) => mustReach(reader, channel),
    durable: createDurable(redis),
  };

  const worker = role === 'bot' ? undefined : await startWork();
  const reception = role === 'worker' ? undefined : await startReception();
  const health = settings.HEALTH_PORT === undefined ? undefined : await serveHealth(settings.HEALTH_PORT, missing);
  log.info(
    { role, team: installation.team, environments: config.environments.map((env) => env.name), policies: policy.digest.slice(0, 12) },
    'ready',
  );

  // The first person need not wait for what is loaded when first used: it is loaded now that everything else is ready.
  if (worker) void warm(people, log);

  async function startWork() {
    const ports: NotifierPorts = {
      slack,
      clock,
      log,
      shown,
      take,
      environments: config.environments,
      ping: config.approvals.ping,
      security: config.securityChannel,
      request: requests.get,
      groupId: people.handleId,
      replyUrl: replyUrls.get,
    };
    const { auditChannel } = config;
    const seal = createSealer(redis, keyring);
    const keepHouse = createHousekeeping({
      desk,
      seal: async () => {
        const made = await seal();
        return made && sealLine(made);
      },
      write: writeLine,
      announce: auditChannel === undefined ? async () => undefined : createSealNews(redis, (line) => postSeal(slack, auditChannel, line)),
    });
    return startWorker({
      connection: queueConnection(settings.REDIS_URL),
      queues,
      log,
      advance: (id) => advance(desk, id),
      draw: (id, kind) => draw(ports, id, kind),
      tell: (id) => tellSchedule(desk, id),
      environments: config.environments.map((env) => env.name),
      follow: (environment) => follow({ desk }, environment),
      sweep: async () => {
        await sweep({ desk, queues, undrawn: shown.undrawn });
        await keepHouse();
      },
    });
  }

  async function startReception(): Promise<Reception> {
    const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: secret = '', PORT } = settings;
    const made = appToken
      ? receiveBySocket(installation, appToken, slackOptions, log)
      : receiveByHttp(installation, secret, PORT, slackOptions(), log);
    const front: Front = {
      desk,
      slack,
      log,
      operations,
      enquiries,
      ping: config.approvals.ping,
      stepUp: createStepUp({
        generations: config.stepUp,
        secretFor: keyring.stepUpSecret,
        memory: createCodeMemory(redis),
        clock,
      }),
      team: installation.team,
      enterprise: installation.enterprise,
      idOf: keyring.requestId,
      threadOf: async (id) => (await shown.get(id, 'root'))?.ts,
      keepReplyUrl: replyUrls.keep,
    };
    register(made.app, front);
    await made.start();
    return made;
  }

  async function missing(): Promise<string[]> {
    const store = await redis.ping().then(
      () => true,
      () => false,
    );
    return [...(store ? [] : ['Redis']), ...(reception && !reception.isReady() ? ['a connection from Slack'] : [])];
  }

  return {
    healthPort: health?.port,
    async stop() {
      await reception?.stop();
      await worker?.close();
      await queues.close();
      await health?.close();
      redis.disconnect();
    },
  };
}

async function warm(people: People, log: Log): Promise<void> {
  const asked = [import('@aws-sdk/client-ec2'), maskSecrets('nothing'), people.handleId('')];
  const results = await Promise.allSettled(asked);
  for (const result of results) if (result.status === 'rejected') log.debug({ err: result.reason }, 'warming up failed');
}
