import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what the bot answers to a response_url, as Slack would. */
export async function listenForAnswers() {
  const all: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      all.push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answers`,
    all,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
