import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { MessageKind } from '../../src/domain/message.ts';
import type { Ambush, Ambushes, Sighting } from './ambush.ts';
import type { Wire } from './redis-proxy.ts';

/** How long after a dropped connection the bot is killed: while it makes up its mind. */
const mullMs = 150;

/** Passes calls to a service on, headers and all (AWS signs the host), and springs the ambushes that they walk into. */
export async function startHttpWire(
  target: string,
  sightingOf: (call: IncomingMessage, body: string) => Sighting,
  ambushes: Ambushes,
): Promise<Wire> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (call, answer) => {
    const body = await buffer(call);
    const ambush = ambushes.meet(sightingOf(call, body.toString()));
    if (ambush?.when === 'before') return harm(ambush, call);
    const upstream = request(new URL(call.url ?? '/', target), { method: call.method ?? 'GET', headers: call.headers, agent });
    upstream.on('error', () => call.destroy());
    upstream.on('response', (response) => void finish(response, call, answer, ambush));
    upstream.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function finish(response: IncomingMessage, call: IncomingMessage, answer: ServerResponse, ambush: Ambush | undefined): Promise<void> {
  const body = await buffer(response);
  if (ambush) return harm(ambush, call);
  answer.writeHead(response.statusCode ?? 500, response.headers).end(body);
}

function harm(ambush: Ambush, call: IncomingMessage): void {
  if (ambush.harm === 'drop' || ambush.harm === 'drop+kill') call.socket.destroy();
  if (ambush.harm === 'drop+kill') setTimeout(() => ambush.strike(), mullMs);
  else ambush.strike();
}

/** A call to AWS: the operation's name is in a header (SSM) or in the form (STS, EC2). */
export function awsCall(call: IncomingMessage, body: string): Sighting {
  const target = call.headers['x-amz-target'];
  const operation = target ? String(target).split('.').at(-1) : new URLSearchParams(body).get('Action');
  return { on: 'aws', operation: operation ?? '', body };
}

/** A call to Slack's Web API; a post names its request in its metadata. */
export function slackCall(call: IncomingMessage, body: string): Sighting {
  const method = new URL(call.url ?? '/', 'http://slack').pathname.split('/').at(-1) ?? '';
  const form = new URLSearchParams(body);
  const { event_payload: about } = JSON.parse(form.get('metadata') ?? '{}') as { event_payload?: { request: string; kind: MessageKind } };
  return { on: 'slack', method, body: [...form.values()].join('\n'), ...(about && { id: about.request, kind: about.kind }) };
}
