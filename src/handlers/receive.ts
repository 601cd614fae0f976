import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Log } from '../log.ts';

/** Who the bot is in Slack, as auth.test said once at the start: no delivery waits for that again. */
export interface Installation {
  readonly token: string;
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly botId: string;
  readonly botUserId: string;
}

export interface Reception {
  readonly app: App;
  start(): Promise<void>;
  /** Takes no more deliveries. */
  stop(): Promise<void>;
  isReady(): boolean;
}

/** Two sockets, so that one that Slack recycles leaves no gap. Slack allows ten for all processes together. */
const socketCount = 2;
const retryMs = { first: 250, most: 10_000 };

export function receiveBySocket(installation: Installation, appToken: string, clientOptions: () => WebClientOptions, log: Log): Reception {
  // Socket Mode writes into the options that it is given: each gets its own. Reconnecting is ours: the SDK gives up on some errors.
  const receivers = Array.from(
    { length: socketCount },
    () =>
      new SocketModeReceiver({
        appToken,
        autoReconnectEnabled: false,
        logger: boltLogger(log),
        installerOptions: { clientOptions: clientOptions() },
      }),
  );
  const connected = new Set<SocketModeReceiver>();
  let stopping = false;

  async function keepConnected(receiver: SocketModeReceiver): Promise<void> {
    for (let failures = 0; !stopping; ) {
      try {
        await receiver.client.start();
        connected.add(receiver);
        return;
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, "Slack's socket does not open");
        await new Promise((resolve) => setTimeout(resolve, Math.min(retryMs.first * 2 ** failures, retryMs.most)));
      }
    }
  }

  for (const receiver of receivers) {
    receiver.client.on('disconnected', () => {
      // A failing start also says so; only what was connected is connected again here.
      if (connected.delete(receiver) && !stopping) void keepConnected(receiver);
    });
  }
  const all: Receiver = {
    init: (app) => {
      for (const receiver of receivers) receiver.init(app);
    },
    start: () => Promise.all(receivers.map(keepConnected)),
    stop: async () => {
      stopping = true;
      await Promise.all(receivers.filter((receiver) => connected.has(receiver)).map((receiver) => receiver.client.disconnect()));
    },
  };
  return reception(installation, all, clientOptions(), log, () => connected.size > 0);
}

/** Signed HTTP at /slack/events. */
export function receiveByHttp(
  installation: Installation,
  signingSecret: string,
  port: number,
  clientOptions: WebClientOptions,
  log: Log,
): Reception {
  const receiver = new HTTPReceiver({ signingSecret, port, endpoints: '/slack/events', logger: boltLogger(log) });
  let listening = false;
  const noted: Receiver = {
    init: (app) => receiver.init(app),
    start: async () => {
      await receiver.start(port);
      listening = true;
    },
    stop: async () => {
      listening = false;
      await receiver.stop();
    },
  };
  return reception(installation, noted, clientOptions, log, () => listening);
}

function reception(
  installation: Installation,
  receiver: Receiver,
  clientOptions: WebClientOptions,
  log: Log,
  isReady: () => boolean,
): Reception {
  const { token, team, botId, botUserId } = installation;
  const app = new App({
    receiver,
    clientOptions,
    logger: boltLogger(log),
    authorize: async () => ({ botToken: token, botId, botUserId, teamId: team }),
  });
  return { app, start: async () => void (await app.start()), stop: async () => void (await app.stop()), isReady };
}

/** Bolt's own words in the log, without payloads: its debug lines hold them. */
function boltLogger(log: Log) {
  const words = (parts: unknown[]) =>
    parts
      .map((part) => (part instanceof Error ? part.message : String(part)))
      .join(' ')
      .slice(0, 300);
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => log.debug({ bolt: words(parts) }, 'Bolt'),
    warn: (...parts: unknown[]) => log.warn({ bolt: words(parts) }, 'Bolt'),
    error: (...parts: unknown[]) => log.warn({ bolt: words(parts) }, 'Bolt'),
    setLevel: () => undefined,
    getLevel: () => 'info' as never,
    setName: () => undefined,
  };
}
