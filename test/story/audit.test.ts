import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run } from '../../src/cli/audit.ts';
import { readSealLines } from '../../src/store/seal.ts';
import { answerTo, approve, ask, finalOf, preview, recordOf, until } from '../support/asking.ts';
import type { Message, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const stream = '{ssm-chatops}:audit';
const patient = { within: 15_000 };
let stage: Stage;
/** What Ana asked for and Bo agreed to. */
let id: string;
/** All that was written to standard output since before the bot began: the first seal may be of any moment. */
const out: string[] = [];
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
  const { ana, bo, wes } = stage;
  const asked = await ask(ana, '/ssm run tag:App=myapp tag:Env=prod --reason "p95 over 4 s" -- uptime');
  await approve(bo, asked, 'go ahead; token=correct-horse-battery-7');
  await finalOf(ana, asked);
  id = asked.id;
  await read(ana, `/ssm output ${id} myapp-prod-03`, /^myapp-prod-03/);
  expect(await answerTo(wes, '/ssm run tag:App=myapp tag:Env=prod -- reboot')).toMatch(/may not/);
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await stage.strike();
});

async function read(person: Person, line: string, wanted: RegExp): Promise<Message> {
  await person.types(line, 'incident-42');
  const answer = await person.sees('incident-42', wanted, patient);
  expect(answer.ephemeral).toBe(true);
  return answer;
}

/** Runs `ssm-chatops audit ...` against the stage's Redis. */
async function audit(...args: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const { SSM_CHATOPS_KEY, REDIS_URL } = stage.settings;
  const code = await run(args, { env: { SSM_CHATOPS_KEY, REDIS_URL }, out: (text) => said.push(text) });
  return { code, said: said.join('\n') };
}

test('who answers for security reads who asked, who agreed with what words, and who read the output', async () => {
  const { visible, buttons } = await read(stage.sam, `/ssm audit ${id}`, /Audit of request/);
  expect(visible).toMatch(new RegExp(`Audit of request ${id} on prod, 111122223333, eu-central-1: \\d+ rows, chain whole\\.`));
  expect(visible).toMatch(/Who @ana · Did requested[^\n]*Run[^\n]*in incident-42, “p95 over 4 s”/);
  expect(visible).toMatch(/Who @bo · Did approved[^\n]*“go ahead; token=\[masked\]”, plan [0-9a-f]{4}-[0-9a-f]{4}/);
  expect(visible).toMatch(/Who the bot · Did starting[^\n]*session /);
  const last = buttons.includes('More') ? await moreOf(visible) : visible;
  expect(last).toMatch(/Who @ana · Did revealed[^\n]*i-[0-9a-f]+/);
});

/** Pages on to the last page of the request's rows. */
async function moreOf(first: string): Promise<string> {
  const rows = Number(/(\d+) rows/.exec(first)?.[1]);
  const skip = Math.floor((rows - 1) / 15) * 15;
  return (await read(stage.sam, `/ssm audit ${id} --skip ${skip}`, /Did revealed/)).visible;
}

test('what was denied is in the audit too', async () => {
  const { visible } = await read(stage.sam, '/ssm audit today', /Did denied/);
  expect(visible).toMatch(/Did denied[^\n]* of wes/);
  expect(visible).not.toContain('Did progressed');
});

test('a person is found by name or by id, and where there is none it says what to write', async () => {
  const bos = await answerTo(stage.sam, '/ssm audit @bo');
  expect(bos).toMatch(/what @bo did and asked for[\s\S]*Did approved/);
  expect(bos).not.toContain('of wes');
  const own = await answerTo(stage.sam, '/ssm audit U0WES');
  expect(own).toMatch(/Did denied[\s\S]*of wes/);
  expect(own).not.toContain('of ana');
  expect(await answerTo(stage.sam, '/ssm audit @nobody')).toMatch(/Nobody called @nobody[\s\S]*U012ABCDEF/);
  expect(await answerTo(stage.sam, '/ssm audit yesterday')).toMatch(/neither "today", nor a person/);
  expect(await answerTo(stage.sam, '/ssm audit 0123456789')).toMatch(/no request "0123456789"/);
});

test('others read the rows of their own requests, and no others', async () => {
  const { wes } = stage;
  expect(await answerTo(wes, `/ssm audit ${id}`)).toMatch(/may not read the audit of prod/);
  const { visible } = await read(wes, '/ssm audit', /Did denied/);
  expect(visible).not.toContain('of ana');
  const { id: own } = await preview(wes, '/ssm run tag:App=myapp --env dev -- uptime');
  await read(wes, `/ssm audit ${own}`, new RegExp(`Audit of request ${own} on dev, 444455556666, us-east-1: 2 rows, chain whole`));
  expect(await answerTo(wes, '/ssm audit @bo')).toMatch(/no such rows of the audit that you may read/);
});

test('each minute a seal leaves Redis by standard output, and the channel for the audit gets it', async () => {
  stage.clock.step(61_000);
  const post = await stage.sam.sees('security', /The audit is sealed/, patient);
  const [seal] = readSealLines(post.visible);
  await until('its line on standard output', async () => readSealLines(out.join('')).some(({ mac }) => mac === seal?.mac));
  const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-seals-'));
  await writeFile(join(folder, 'channel'), post.visible);
  expect(await audit('verify', '--seals', join(folder, 'channel'))).toMatchObject({
    code: 0,
    said: expect.stringContaining('1 seal of the file was held against them'),
  });
  await rm(folder, { recursive: true });
});

test('a row that is altered in Redis is named, in Slack and on the command line', async () => {
  const whole = await audit('verify');
  expect(whole).toMatchObject({ code: 0, said: expect.stringMatching(/The audit is whole: \d+ rows of \d+ requests/) });
  const rows = await stage.redis.xrange(stream, '-', '+');
  const full = String((await recordOf(stage, id)).id);
  const at = rows.findIndex(([, fields]) => fields[3]?.includes(full) && fields[3].includes('"verb":"approved"'));
  const pipeline = stage.redis.pipeline().del(stream);
  for (const [i, [place, fields]] of rows.entries())
    pipeline.xadd(stream, place, ...(i === at ? fields.map((field) => field.replaceAll('U0BO', 'U0CLEO')) : fields));
  await pipeline.exec();
  const { code, said } = await audit('verify');
  const { version } = JSON.parse(rows[at]?.[1][3] ?? '{}') as { version: number };
  expect(code).toBe(1);
  expect(said).toContain(`changed: request ${full}, version ${version}, row ${rows[at]?.[0]}`);
  expect((await read(stage.sam, `/ssm audit ${id}`, /not whole/)).visible).toContain('is not as it was written');
});
