import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { approved, ask, finalOf, until } from '../support/asking.ts';
import type { Message, Person } from '../support/people.ts';
import { type Stage, setStage } from '../support/stage.ts';

const staging = '/ssm run tag:App=myapp tag:Env=staging --env staging';
const patient = { within: 45_000 };
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.aws.clearsOutcomes();
  await stage.refill();
});
afterAll(() => stage.strike());

/** Runs the line to its end; staging needs nobody's approval. */
async function ran(line: string): Promise<string> {
  const asked = await ask(stage.ana, line);
  await finalOf(stage.ana, asked, 45_000);
  return asked.id;
}

/** The answer that is for this person alone. */
async function answer(person: Person, line: string, wanted: RegExp): Promise<Message> {
  await person.types(line, 'incident-42');
  const message = await person.sees('incident-42', wanted, patient);
  expect(message.ephemeral).toBe(true);
  return message;
}

const saidBy = (name: string, id: string): RegExp => new RegExp(`^${name} · Success.*request ${id}`);

/** The message with a file: Slack shows it a moment after it took the file. */
const fileIn = (person: Person, channel: string, named = /./): Promise<Message> =>
  until('a file', async () =>
    (await person.messages(channel)).findLast(({ files }) => files.some(({ title }) => named.test(String(title)))),
  );

async function textOf(message: Message): Promise<string> {
  const [file] = message.files as { url_private: string }[];
  return (await fetch(file?.url_private ?? '')).text();
}

test('instances that said the same stand together, and what failed comes first', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /check/, stdout: '\u001b[32mok\u001b[0m\r\n' });
  await aws.outcome({ script: /check/, instance: await aws.idOf('myapp-staging-04'), stdout: 'ok\n' });
  await aws.outcome({ script: /check/, instance: await aws.idOf('myapp-staging-02'), exitCode: 3, stdout: 'half', stderr: 'disk full\n' });
  const id = await ran(`${staging} -- check`);

  const { visible, buttons } = await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  expect(visible).toContain('on staging: 5 instances, 2 different outputs');
  expect(visible).toMatch(/myapp-staging-02 \(i-[0-9a-f]+\) \(Failed, exit 3\)[\s\S]*4 instances said the same \(Success\)/);
  expect(visible).toContain('myapp-staging-01, myapp-staging-03, myapp-staging-04, myapp-staging-05');
  expect(visible).toMatch(/disk full/);
  expect(visible).not.toMatch(/\[32m|U\+001B|U\+000D/);
  expect(buttons).toContain('Whole of myapp-staging-02');
});

test('a secret that a machine said is masked wherever its output is shown, and rests nowhere', async () => {
  const { ana, aws, redis, slack } = stage;
  const secret = 'hunter2-correct-horse';
  await aws.outcome({ script: /leak/, stdout: `connecting\npassword=${secret}\n${'filler line\n'.repeat(1_500)}` });
  const id = await ran(`${staging} -- leak`);

  const all = await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  expect(all.visible).toContain('password=[masked]');
  expect(all.visible).toContain('What looked like a secret is shown as [masked]');
  await answer(ana, `/ssm output ${id} myapp-staging-01`, /it is in your direct messages/);
  const direct = await fileIn(ana, 'ssm');
  const whole = await textOf(direct);
  expect(whole).toContain('password=[masked]');
  expect(whole.match(/filler line/g)).toHaveLength(1_500);

  const kept = await Promise.all((await redis.keys('*request*')).map((key) => redis.hget(key, 'record').catch(() => '')));
  expect(JSON.stringify([kept, await redis.xrange('{ssm-chatops}:audit', '-', '+'), await slack.calls()])).not.toContain(secret);
});

test('output that AWS cuts says so, and how to keep the whole next time', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /long/, stdout: 'a line of output\n'.repeat(2_000) });
  const asked = await approved(stage, '/ssm run tag:App=batch --env prod -- long');
  await finalOf(ana, asked, 20_000);
  const { visible } = await answer(ana, `/ssm output ${asked.id} batch-prod-01`, saidBy('batch-prod-01', asked.id));
  expect(visible).toMatch(/stdout, first [\d,]+ characters; only the first 24,000 are kept here/);
  expect(visible).toContain('AWS keeps only this beginning. To keep the whole next time, run it with --s3 or --log-group.');
  expect(visible).not.toContain('output truncated');
});

test('the whole is shared in the thread only where a person says so', async () => {
  const { ana, bo, aws } = stage;
  await aws.outcome({ script: /share/, stdout: 'for everybody \u202e\n' });
  const asked = await ask(ana, `${staging} -- share`);
  await finalOf(ana, asked);
  const one = await answer(ana, `/ssm output ${asked.id} myapp-staging-01`, /for everybody/);
  expect(one.buttons).toContain('Share in the thread');
  const hasFile = (messages: readonly Message[]) =>
    messages.some(({ thread_ts, files }) => thread_ts === asked.root.ts && files.length > 0);
  expect(hasFile(await bo.messages('incident-42'))).toBe(false);

  await answer(ana, `/ssm output ${asked.id} myapp-staging-01 --share`, /it is in the thread/);
  const shared = await fileIn(bo, 'incident-42');
  expect(shared.thread_ts).toBe(asked.root.ts);
  expect(await textOf(shared)).toBe('for everybody ⟨U+202E⟩\n');
});

test('who may read a request may not read what the machines said unless policy says so', async () => {
  const { ana, wes, sam, redis } = stage;
  const id = await ran(`${staging} -- uptime`);
  await answer(sam, `/ssm output ${id}`, /You may not/);
  await answer(wes, `/ssm output ${id}`, /You may not read what commands said on staging/);
  await wes.types('/ssm run tag:Env=dev --env dev -- uptime', 'incident-42');
  const card = await wes.sees('incident-42', /Run a script on 4 instances[\s\S]*Needs nobody/, patient);
  await wes.clicks(card, card.buttons[0] ?? '');
  const root = await wes.sees('incident-42', /4 of 4 succeeded/, patient);
  const own = /request ([0-9a-f]{6})/.exec(root.visible)?.[1] ?? '';
  await answer(wes, `/ssm output ${own}`, new RegExp(`Output of request ${own} on dev: 4 instances`));

  await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  const rows = (await redis.xrange('{ssm-chatops}:audit', '-', '+')).map(([, fields]) =>
    JSON.parse(fields[fields.indexOf('row') + 1] ?? ''),
  );
  const reads = rows.filter(({ verb }) => verb === 'revealed');
  expect(reads).toContainEqual(expect.objectContaining({ by: 'U0ANA', note: 'all targets' }));
  expect(reads.map(({ by }) => by)).not.toContain('U0SAM');
  expect(reads.filter(({ request }) => request.startsWith(id)).map(({ by }) => by)).toEqual(['U0ANA']);
});

test('names that nobody knows, and requests that sent nothing, get an answer that helps', async () => {
  const { ana } = stage;
  const id = await ran(`${staging} -- uptime`);
  await answer(ana, `/ssm output ${id} nosuch`, /sent nothing to "nosuch"/);
  await answer(ana, `/ssm output ${id} --share`, /Only the output of one instance is shared/);
  await answer(ana, `/ssm output ${id} --page 9`, /no page 9/);
  const waiting = await ask(ana, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  await answer(ana, `/ssm output ${waiting.id}`, /was sent, so there is no output/);
});

const bucket = 'acme-ssm-output-444455556666';
/** A megabyte and more, with a secret in its midst. */
const megabyte = (secret: string): string => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `2026-11-24T10:00:00Z INFO request ${i} took 34 ms, status 200`);
  lines[12_345] = `DB_PASSWORD=${secret}`;
  return `${lines.join('\n')}\n`;
};

test.each(['staging', 'dev'])('output of 1.2 MB that %s wrote to S3 comes whole as a file, masked, wherever the bucket is', async (env) => {
  const { ana, aws } = stage;
  const secret = 'correct-horse-battery';
  await aws.outcome({ script: /verbose/, stdout: megabyte(secret) });
  const id = await ran(`/ssm run tag:App=myapp tag:Env=${env} --env ${env} --s3 ${bucket}/runs -- verbose`);
  const one = await answer(ana, `/ssm output ${id} myapp-${env}-03`, saidBy(`myapp-${env}-03`, id));
  expect(one.visible).toMatch(/stdout, first [\d,]+ characters of 1\.2 MB/);
  expect(one.visible).toContain(', whole: it is in your direct messages with me');
  expect(one.visible).not.toContain('AWS keeps only');
  const whole = await textOf(await fileIn(ana, 'ssm', new RegExp(id)));
  expect(whole).toBe(megabyte(secret).replace(secret, '[masked]'));
});

test('output that was written to CloudWatch Logs comes whole from there', async () => {
  const { ana, aws } = stage;
  const secret = 'correct-horse-battery';
  await aws.outcome({ script: /logged/, stdout: megabyte(secret), stderr: 'a warning\n' });
  const id = await ran(`${staging} --log-group /aws/ssm/deploys -- logged`);
  const one = await answer(ana, `/ssm output ${id} myapp-staging-02`, saidBy('myapp-staging-02', id));
  expect(one.visible).toMatch(/stdout, first [\d,]+ characters of 1\.2 MB/);
  expect(one.visible).toContain('a warning');
  expect(await textOf(await fileIn(ana, 'ssm', new RegExp(id)))).toBe(megabyte(secret).replace(secret, '[masked]'));
});

test('more than 60 instances are read in pages, and it says that only a beginning of each is kept', async () => {
  const { ana, aws } = stage;
  const machine = { account: '444455556666', region: 'eu-central-1', tags: { App: 'many', Env: 'staging' } };
  const ids = await Promise.all(
    Array.from({ length: 61 }, (_, i) => aws.adds({ ...machine, tags: { ...machine.tags, Name: `many-${String(i).padStart(2, '0')}` } })),
  );
  await aws.outcome({ script: /crowd/, stdout: 'the same words\n'.repeat(400) });
  await aws.outcome({ script: /crowd/, instance: ids[7] ?? '', exitCode: 4, stderr: 'not here' });
  const id = await ran('/ssm run tag:App=many --env staging --concurrency 100% -- crowd');
  const before = (await aws.calls())['ssm.GetCommandInvocation'] ?? 0;
  const { visible } = await answer(ana, `/ssm output ${id}`, new RegExp(`Output of request ${id}`));
  expect(visible).toMatch(
    /61 instances, 2 different outputs\s+many-07 \(i-[0-9a-f]+\) \(Failed, exit 4\)[\s\S]*60 instances said the same/,
  );
  expect(visible).toContain('only the first 2,500 are kept here');
  expect((await aws.calls())['ssm.GetCommandInvocation'] ?? 0).toBe(before);
});

test('what is not in the bucket is told, and the beginning that AWS keeps is shown', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /lost/, stdout: 'a line of output\n'.repeat(2_000) });
  const id = await ran(`${staging} --s3 nobody-has-this-bucket -- lost`);
  const { visible } = await answer(ana, `/ssm output ${id} myapp-staging-03`, saidBy('myapp-staging-03', id));
  expect(visible).toContain('only the first 24,000 are kept here');
  expect(visible).toMatch(/The whole is not shown\. [\s\S]*s3:\/\/nobody-has-this-bucket/);
});

test('who may run a command may not read what it said unless policy says so', async () => {
  const { sam } = stage;
  await stage.restart(`
    @id("security-runs")
    permit (
      principal in Group::"security",
      action in [Action::"command", Action::"observe"],
      resource == Environment::"staging"
    );`);
  const asked = await ask(sam, `${staging} -- uptime`);
  await finalOf(sam, asked);
  await answer(sam, `/ssm output ${asked.id}`, /You may not read what commands said on staging/);
});
