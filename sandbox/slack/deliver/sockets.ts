import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Json } from '../world.ts';
import { ackWithinMs, type Outcome, type Transport } from './delivery.ts';

/** Socket Mode allows so many connections of one app. */
const maxSockets = 10;
const ticketLivesMs = 30_000;
const pingEveryMs = 10_000;
const cutAfterMs = 500;

interface Socket {
  ws: WebSocket;
  /** Looks open, and nothing goes through any more. */
  dead: boolean;
}

export interface Sockets extends Transport {
  /** A ticket for one connection, or undefined when there are too many already. */
  ticket(): string | undefined;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Asks every connection to come anew, as Slack does now and then; `abrupt` cuts without a word. */
  disconnect(reason: string, abrupt?: boolean): void;
  /** Connections stay open and nothing comes or goes on them. */
  halfOpen(): void;
  /** Sends a frame as it is to one connection. */
  raw(frame: Json): boolean;
  count(): number;
  /** Closes every connection; one that does not answer is cut. */
  close(): Promise<void>;
}

/** The server's side of Socket Mode. Each payload goes to one connection, in turn. */
export function createSockets(clock: Clock, appId: string): Sockets {
  // Pongs are ours, so that a half-open connection answers nothing.
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Map<string, number>();
  const sockets: Socket[] = [];
  const waiting = new Map<string, (answer: Json) => void>();
  let turn = 0;

  const write = (socket: Socket, frame: Json): void => {
    if (!socket.dead && socket.ws.readyState === socket.ws.OPEN) socket.ws.send(JSON.stringify(frame));
  };
  const accept = (ws: WebSocket): void => {
    const socket: Socket = { ws, dead: false };
    sockets.push(socket);
    const pinging = setInterval(() => {
      if (!socket.dead) ws.ping(`Ping from sandbox ${Date.now()}`);
    }, pingEveryMs);
    ws.on('ping', (data) => {
      if (!socket.dead) ws.pong(data);
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      clearInterval(pinging);
      const at = sockets.indexOf(socket);
      if (at >= 0) sockets.splice(at, 1);
    });
    ws.on('message', (data) => {
      if (socket.dead) return;
      const frame = readFrame(String(data));
      if (!frame) return;
      waiting.get(frame.envelope_id)?.(frame.payload ?? {});
      waiting.delete(frame.envelope_id);
    });
    write(socket, {
      type: 'hello',
      num_connections: sockets.length,
      debug_info: { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    });
    ws.ping('Ping from sandbox');
  };

  return {
    ticket() {
      if (sockets.length >= maxSockets) return undefined;
      const ticket = randomUUID();
      tickets.set(ticket, clock.now() + ticketLivesMs);
      return ticket;
    },
    upgrade(request, stream, head) {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      const until = tickets.get(ticket);
      tickets.delete(ticket);
      if (until === undefined || until < clock.now() || sockets.length >= maxSockets) {
        stream.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, stream, head, accept);
    },
    send(delivery, again, copies = 1) {
      const open = sockets.filter((socket) => socket.ws.readyState === socket.ws.OPEN);
      if (open.length === 0) return Promise.resolve({ ok: false, reason: 'no_connection' });
      const envelope = randomUUID();
      const frame: Json = {
        envelope_id: envelope,
        type: delivery.type,
        accepts_response_payload: delivery.wantsAnswer,
        payload: delivery.payload,
        ...(delivery.type === 'events_api' ? { retry_attempt: again?.num ?? 0, retry_reason: again?.reason ?? '' } : {}),
      };
      return new Promise<Outcome>((resolve) => {
        const giveUp = clock.after(ackWithinMs, () => {
          waiting.delete(envelope);
          resolve({ ok: false, reason: 'timeout' });
        });
        waiting.set(envelope, (answer) => {
          giveUp();
          resolve({ ok: true, answer });
        });
        for (let copy = 0; copy < copies; copy += 1) {
          const socket = open[turn++ % open.length];
          if (socket) write(socket, frame);
        }
      });
    },
    disconnect(reason, abrupt = false) {
      for (const socket of [...sockets]) {
        if (abrupt) {
          socket.ws.terminate();
          continue;
        }
        write(socket, { type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } });
        // Slack closes from its side soon after, if the app has not.
        clock.after(10_000, () => socket.ws.close(1000));
      }
    },
    halfOpen() {
      for (const socket of sockets) socket.dead = true;
    },
    raw(frame) {
      const socket = sockets.find((candidate) => !candidate.dead);
      if (socket) write(socket, { envelope_id: randomBytes(16).toString('hex'), ...frame });
      return socket !== undefined;
    },
    count: () => sockets.length,
    async close() {
      const closing = sockets.map(async ({ ws, dead }) => {
        if (dead) return ws.terminate();
        const cut = setTimeout(() => ws.terminate(), cutAfterMs);
        await new Promise<void>((resolve) => {
          ws.once('close', () => resolve());
          ws.close(1001);
        });
        clearTimeout(cut);
      });
      await Promise.all(closing);
      server.close();
    },
  };
}

function readFrame(text: string): { envelope_id: string; payload?: Json } | undefined {
  try {
    const frame = JSON.parse(text) as { envelope_id?: unknown; payload?: Json };
    return typeof frame.envelope_id === 'string'
      ? { envelope_id: frame.envelope_id, ...(frame.payload ? { payload: frame.payload } : {}) }
      : undefined;
  } catch {
    return undefined;
  }
}
