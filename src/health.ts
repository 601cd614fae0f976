import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** /healthz: the process lives. /readyz: it can do its work; else 503 with what is missing. */
export async function serveHealth(
  port: number,
  missing: () => Promise<readonly string[]>,
): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/healthz') return answer(200, { ok: true });
    if (request.url !== '/readyz') return answer(404, { error: 'There are /healthz and /readyz.' });
    missing().then(
      (what) => answer(what.length === 0 ? 200 : 503, { ok: what.length === 0, missing: what }),
      () => answer(503, { ok: false }),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
