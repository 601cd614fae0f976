import { parseArgs } from 'node:util';
import { accessKeyId, externalId, roles, secretAccessKey } from './seed/accounts.ts';
import { startLocalAws } from './server.ts';

const usage = 'npm run sandbox:aws -- [--port 4566] [--speed N] [--calls FILE]';

function options(): { port: number; speed: number; callsFile?: string } {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4566' }, speed: { type: 'string', default: '1' }, calls: { type: 'string' } },
  });
  const port = Number(values.port);
  const speed = Number(values.speed);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port. Use 0 to 65535.`);
  if (!(speed > 0)) throw new Error(`--speed ${values.speed} is not a factor. Use a number above 0, such as 10.`);
  return { port, speed, ...(values.calls !== undefined && { callsFile: values.calls }) };
}

try {
  const aws = await startLocalAws(options());
  console.log(`Local AWS: ${aws.url}

Point a client at it:
  export AWS_ENDPOINT_URL=${aws.url}
  export AWS_ACCESS_KEY_ID=${accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${secretAccessKey}
  export AWS_REGION=eu-central-1

Roles (external id ${externalId}):
${roles.map(({ arn }) => `  ${arn}`).join('\n')}

Ctrl-C ends it.`);
  process.once('SIGINT', () => void aws.close());
  process.once('SIGTERM', () => void aws.close());
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = 1;
}
