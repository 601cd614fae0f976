import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actDeadlineMs, createAws } from '../../src/aws/clients.ts';
import { answerOf } from '../../src/aws/errors.ts';
import { systemClock } from '../../src/domain/clock.ts';

let server: Server;
beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(200, { 'content-length': '1000' }).write('{'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());

test('an answer that begins and does not go on is given up, and it is not known what came of the call', { timeout: 40_000 }, async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none', sessionToken: 'none' };
  const { ssm } = createAws(credentials, 'eu-central-1', systemClock, true);
  const begun = Date.now();
  const error = await ssm.send(new ListCommandsCommand({})).catch((lost: unknown) => lost);
  expect(answerOf(error)).toBe('unknown');
  expect(Date.now() - begun).toBeLessThan(2 * actDeadlineMs);
});
