import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { MessageKind } from '../../src/domain/message.ts';
import type { Request } from '../../src/domain/request.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import type { Ambush, Ambushes, Sighting, Verb } from './ambush.ts';
import { createCommandReader, type RespCommand } from './resp.ts';

const macLength = 64;
const ping = '*1\r\n$4\r\nPING\r\n';
const pong = '+PONG\r\n';

export interface Wire {
  readonly url: string;
  close(): Promise<void>;
}

/** Passes bytes between the bot and Redis, and springs the ambushes that a written record or mark walks into. */
export async function startRedisProxy(redisUrl: string, ambushes: Ambushes): Promise<Wire> {
  const { hostname, port } = new URL(redisUrl);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      // A killed bot resets its connections.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    pass(client, upstream, ambushes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(client: Socket, upstream: Socket, ambushes: Ambushes): void {
  const read = createCommandReader();
  let inTransaction = false;
  /** Springs once the command, or the transaction it is part of, had its effect. */
  let waiting: Ambush | undefined;
  let cut = false;

  client.on('data', (chunk) => {
    for (const command of read(chunk)) {
      if (cut) return;
      const name = command.args[0]?.toString().toUpperCase();
      if (name === 'MULTI') inTransaction = true;
      const sighting = waiting ? undefined : sightingOf(name, command);
      const ambush = sighting && ambushes.meet(sighting);
      if (ambush?.when === 'before') {
        cut = true;
        ambush.strike();
        client.destroy();
        return;
      }
      upstream.write(command.raw);
      if (name === 'EXEC') inTransaction = false;
      waiting ??= ambush;
      if (waiting && !inTransaction) {
        // Redis answers in order: the PONG says that all before it was done.
        cut = true;
        upstream.write(ping);
      }
    }
  });
  upstream.on('data', (chunk) => {
    if (!cut) client.write(chunk);
    else if (waiting && chunk.toString('latin1').endsWith(pong)) {
      waiting.strike();
      waiting = undefined;
      client.destroy();
    }
  });
}

function sightingOf(name: string | undefined, { args }: RespCommand): Sighting | undefined {
  if (name === 'EVALSHA' || name === 'EVAL') return recordOf(args);
  if (name === 'HSET' && args[1]?.includes(':shown:')) {
    const id = args[1].toString().split(':').at(-1) ?? '';
    const { ts } = JSON.parse(args[3]?.toString() ?? '{}') as { ts?: string };
    return { on: 'shown', id, kind: args[2]?.toString() as MessageKind, mark: ts === undefined ? 'posting' : 'posted' };
  }
  return undefined;
}

/** A change of a request is one script that is given the sealed record and its audit row. */
function recordOf(args: readonly Buffer[]): Sighting | undefined {
  const row = args.find((arg) => arg.subarray(0, 6).equals(Buffer.from('{"at":')));
  const record = args.find((arg) => arg[macLength] === 0x7b && /^[0-9a-f]{64}$/.test(arg.toString('latin1', 0, macLength)));
  if (!row || !record) return undefined;
  const { event: verb = 'requested', wave } = JSON.parse(row.toString()) as AuditRow & { event?: Verb };
  const { id, input } = JSON.parse(record.toString('utf8', macLength)) as Request;
  return { on: 'record', id, marker: markerIn(String(input.script)), verb, ...(wave !== undefined && { wave }) };
}

/** The run that a text is about: each run's reason and script hold its marker. */
export const markerIn = (text: string): string => /run-\d{3}-\d{2}/.exec(text)?.[0] ?? '';
