import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'undici';
import type { Settings } from '../../config.ts';
import { UnavailableError } from '../../errors.ts';
import { askSlack } from './ask-slack.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('slack');

const socketsOfApp = 10; // Socket Mode: for all processes of an app together
const socketsOfBot = 2;
const helloWithinMs = 8_000;
const goodbyeMs = 1_000;

/**
 * How deliveries come in: by socket, or by signed HTTP.
 * @param bots how many bot processes run now, where the operator says so
 */
export async function lookAtDeliveries(settings: Settings, bots: number | undefined): Promise<Finding[]> {
  const { SLACK_APP_TOKEN: token } = settings;
  if (token === undefined) {
    const says = `HTTP mode on port ${settings.PORT}: SLACK_SIGNING_SECRET is set. A wrong one shows only when Slack delivers: every delivery is then refused with 401.`;
    return [ok('signing secret', says)];
  }
  const { body } = await askSlack(settings, 'apps.connections.open', {}, token);
  if (!body.ok) {
    const fix =
      'Turn on "Socket Mode" of the app at api.slack.com/apps, make an app-level token with the scope connections:write under "Basic Information", and put it into SLACK_APP_TOKEN.';
    if (/too_many/.test(body.error ?? '')) return [full()];
    return [problem('app token', `Slack refuses to open a socket with SLACK_APP_TOKEN: ${body.error}.`, fix)];
  }
  const hello = await firstFrame(String(body.url));
  if (hello.type !== 'hello') {
    if (/too_many/.test(hello.reason ?? '')) return [full()];
    return [
      problem('app token', `Slack closed the socket at once: ${hello.reason}.`, 'Turn on "Socket Mode" of the app at api.slack.com/apps.'),
    ];
  }
  const opens = ok('app token', 'It opens a socket.');
  return hello.num_connections === undefined ? [opens] : [opens, ...judgeSockets(hello.num_connections - 1, bots)];
}

/** @param others sockets of the app that are not this check's */
export function judgeSockets(others: number, bots: number | undefined): Finding[] {
  const open = others === 0 ? 'No other socket is open' : `${others} other ${others === 1 ? 'socket is' : 'sockets are'} open`;
  const says = `${open}, of ${socketsOfApp} at most; each bot process opens ${socketsOfBot}.`;
  const stranger =
    "If they are more than your bots': somebody else runs with this app's token, and Slack gives each delivery to one socket only. Make the app-level token anew, and give each installation an app of its own.";
  if (bots === undefined && others > 0)
    return [warning('sockets', says, `${stranger} If they are your bots', say how many: check --bots ${Math.ceil(others / socketsOfBot)}`)];
  const expected = (bots ?? 0) * socketsOfBot;
  if (others > expected) return [problem('sockets', `${says} Yours are ${expected}.`, stranger)];
  if (others < expected)
    return [warning('sockets', `${says} Yours should be ${expected}.`, 'Look at /readyz and the log of each bot: one is not connected.')];
  if (others + socketsOfBot > socketsOfApp) return [warning('sockets', says, 'There is no room for another bot process. Run fewer.')];
  return [ok('sockets', says)];
}

const full = (): Finding =>
  problem(
    'sockets',
    `All ${socketsOfApp} sockets that Slack allows an app are open, so no bot can connect.`,
    `Run at most ${socketsOfApp / socketsOfBot} bot processes; if you run fewer, make the app-level token anew: somebody else uses it.`,
  );

interface Frame {
  readonly type: string;
  readonly num_connections?: number;
  readonly reason?: string;
}

/** Opens the socket, reads what Slack says first, and closes at once: a delivery that is not acknowledged is lost to its sender. */
async function firstFrame(url: string): Promise<Frame> {
  const socket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve());
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Frame>((resolve, reject) => {
      const fail = (why: string) => () => reject(new UnavailableError('Slack', `Slack's socket did not open: ${why}.`));
      timer = setTimeout(fail(`no word within ${helloWithinMs / 1_000} seconds`), helloWithinMs);
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data)) as Frame));
      socket.addEventListener('error', fail('the connection failed; a proxy or firewall may forbid WebSockets'));
      socket.addEventListener('close', fail('it was closed without a word'));
    });
  } finally {
    clearTimeout(timer);
    socket.close();
    // Whoever counts next is not to count this one.
    await Promise.race([closed, pause(goodbyeMs, undefined, { ref: false })]);
  }
}
