import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/policy.ts';
import { UserError } from '../../src/errors.ts';

const company = new URL('../../config.example.yml', import.meta.url).pathname;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'company-'));
  await mkdir(join(folder, 'policies'));
  await writeFile(
    join(folder, 'ssm-chatops.yml'),
    `environments:
  prod:
    account: "111122223333"
    region: eu-central-1
    roles:
      observe: arn:aws:iam::111122223333:role/observe
      operate: arn:aws:iam::111122223333:role/operate
timezone: Europe/Berlin
freezes:
  - { name: fair, from: 2026-12-01T08:00, to: 2026-12-02T18:00 }
`,
  );
  await writeFile(
    join(folder, 'policies', 'prod.cedar'),
    `@id("operators")
permit (principal in Group::"sre", action in Action::"operation", resource);

@id("leads") @step_up @approval("1 of leads or 2 of dba")
forbid (principal, action in Action::"command", resource)
when { context has targetCount && context.targetCount > 10 };

@id("fair")
@reason("The fair is on.")
forbid (principal, action in Action::"change", resource)
when { context.freezes.contains("fair") } unless { context.breakGlass };

@id("glass") permit (principal in Group::"on-call", action == Action::"break-glass", resource);
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** What the command prints, and its exit code. */
async function said(args: readonly string[], config = join(folder, 'ssm-chatops.yml')): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await run(args, { env: { SSM_CHATOPS_CONFIG: config }, out: (line) => void lines.push(line) });
  return { code, text: lines.join('\n') };
}

async function tested(cases: string) {
  const file = join(folder, 'cases.yml');
  await writeFile(file, cases);
  const { code, text } = await said(['test', '--cases', file]);
  return { code, text: text.replaceAll(`${folder}/`, '') };
}

/** What is wrong with a file of cases. */
const wrong = (cases: string): Promise<string> =>
  tested(cases).then(
    () => 'nothing',
    (error: unknown) => {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message.replaceAll(`${folder}/`, '');
    },
  );

const one = (rest: string) => `- who: [sre]\n  what: command.run\n  where: prod\n${rest}`;

describe('policy test', () => {
  test('the cases of the example company pass', async () => {
    expect(await said(['test'], company)).toMatchObject({ code: 0, text: expect.stringMatching(/^\d{2,} passed, 0 failed$/) });
  });

  test('a case that fails says where it stands, what was expected, what came and which policies decided', async () => {
    expect(
      await tested(`${one('  then: allow')}\n${one('  name: large\n  with: { targets: 11 }\n  then: { needs: 1 of leads }')}`),
    ).toEqual({
      code: 1,
      text:
        'cases.yml:5: large: sre: command.run on prod: expected needs 1 of leads; came needs 1 of leads, or 2 of dba with codes, ' +
        'decided by operators (prod.cedar:1), leads (prod.cedar:4).\n1 passed, 1 failed',
    });
  });

  test.each([
    ['a deny that is expected passes', '  with: { freezes: [fair] }\n  then: deny\n  by: fair', 0],
    ['a deny by another policy than expected fails', '  with: { freezes: [fair] }\n  then: deny\n  by: glass', 1],
    ['an allow where approvals are needed fails', '  with: { targets: 11 }\n  then: allow', 1],
    ['approvals are the same in another order', '  with: { targets: 11 }\n  then: { needs: 2 of dba or 1 of leads, stepUp: true }', 0],
    ['approvals without the codes are others', '  with: { targets: 11 }\n  then: { needs: 1 of leads or 2 of dba }', 1],
    ['to break the glass is a right of its own', '  with: { breakGlass: true, targets: 11 }\n  then: deny', 0],
  ])('%s', async (_, rest, code) => {
    expect((await tested(one(rest))).code).toBe(code);
  });

  test('a broken glass sets approvals aside and opens a forbid that says so', async () => {
    const asked = '- who: [sre, on-call]\n  what: command.run\n  where: prod\n  with: { breakGlass: true, targets: 11, freezes: [fair] }\n';
    expect(await tested(`${asked}  then: allow\n  by: [operators, glass]`)).toMatchObject({ code: 0 });
  });

  test.each([
    ['a misspelt key', one('  thn: allow\n  then: allow'), 'cases.yml:4: there is no "thn" in a case'],
    [
      'a misspelt circumstance',
      one('  with:\n    reason: x\n    target: 3\n  then: allow'),
      'cases.yml:6: there is no "target" under with',
    ],
    ['no outcome', one('  name: x'), 'cases.yml:1: then: write allow, deny'],
    ['an outcome that is none', one('  then: maybe'), 'cases.yml:4: then: write allow, deny, or { needs: 1 of GROUP }'],
    ['a requirement that is none', one('  then: { needs: leads }'), 'cases.yml:4: "leads" is no requirement'],
    [
      'a misspelt action',
      one('  then: deny').replace('run', 'rnu'),
      'cases.yml:2: There is no action "command.rnu". Did you mean "command.run"?',
    ],
    [
      'an unknown environment',
      one('  then: deny').replace('prod', 'prd'),
      'cases.yml:3: There is no environment "prd". Did you mean "prod"?',
    ],
    ['an unknown policy', one('  then: deny\n  by: fari'), 'cases.yml:5: There is no policy "fari". Did you mean "fair"?'],
    ['an unknown freeze', one('  with: { freezes: [fare] }\n  then: deny'), 'cases.yml:4: There is no freeze "fare". Did you mean "fair"?'],
    ['a time that is none', one('  with: { at: 2026-13-01T10:00 }\n  then: deny'), 'cases.yml:4: "2026-13-01T10:00" is no time'],
    ['who is misspelt', one('  then: deny').replace('[sre]', '{ workflw: x }'), 'cases.yml:1: who: write groups'],
    ['no YAML', '- who: [sre\n- x', 'cases.yml:'],
    ['no list', 'who: sre', 'write a list of cases'],
    ['no cases', '# later\n', 'There is no case in'],
  ])('%s in the cases is an error with its line', async (_, cases, message) => {
    expect(await wrong(cases)).toContain(message);
  });

  test('a file that is not there', async () => {
    await expect(said(['test', '--cases', join(folder, 'none.yml')])).rejects.toThrow("The cases can't be read");
    await expect(said(['test'])).rejects.toThrow('Write them beside the policies');
  });
});

describe('policy explain', () => {
  const asked = ['explain', '--what', 'command.run', '--where', 'prod', '--at', '2026-11-25T12:00'];

  test('it says who must agree, and which policies decided, by file and line', async () => {
    const { text, code } = await said([...asked, '--who', 'sre', '--targets', '11']);
    expect(code).toBe(0);
    expect(text).toContain('Allowed, once it is agreed to by 1 of leads, or 2 of dba, with codes of their authenticator apps.');
    expect(text).toContain(`operators  ${join(folder, 'policies', 'prod.cedar')}:1`);
    expect(text).toContain('permit (principal in Group::"sre", action in Action::"operation", resource)');
    expect(text).toMatch(/Would decide in other circumstances\n {2}fair .*:8\n.*\n +The fair is on\./);
    expect(text).toContain('But it comes to nothing: You may not look at prod.');
  });

  test('a refusal says why, what matched besides and what would have permitted it to others', async () => {
    const frozen = await said([...asked, '--who', 'sre', '--targets', '11', '--freeze', 'fair']);
    expect(frozen.text).toContain('Refused: You may not run a script on instances on prod. The fair is on.');
    expect(frozen.text).toMatch(/Match as well\n {2}operators[\s\S]*leads/);
    const other = await said([...asked, '--who', 'web-team']);
    expect(other.text).toMatch(/Refused: .*Policy operators wants sre\. You are in: web-team\./);
    expect(other.text).toMatch(/Would permit it to others\n {2}operators/);
  });

  test('the freezes of the configuration are active at their time', async () => {
    const at = (time: string) => said(['explain', '--who', 'sre', '--what', 'command.run', '--where', 'prod', '--at', time]);
    expect((await at('2026-12-01T07:59')).text).toContain('Allowed.');
    expect((await at('2026-12-01T08:00')).text).toMatch(/during fair\nRefused/);
    expect((await at('2026-12-02T18:00')).text).toContain('Allowed.');
  });

  test('a broken glass names the policy that permits it', async () => {
    const { text } = await said([...asked, '--who', 'sre,on-call', '--targets', '11', '--break-glass', '--reason', 'down']);
    expect(text).toContain('Allowed. Nobody has to agree.');
    expect(text).toMatch(/Decided by[\s\S]*glass .*:13/);
  });

  test('a workflow and a person are asked for by their id', async () => {
    expect((await said([...asked, '--workflow', 'nightly'])).text).toContain('Refused: Workflow nightly may not run');
    expect((await said([...asked, '--id', 'U012ABCDEF', '--who', 'sre'])).text).toContain('U012ABCDEF, sre: command.run on prod');
  });

  test.each([
    [['explain', '--who', 'sre', '--what', 'command.run'], '--where'],
    [[...asked.slice(0, 2), 'comand.run', ...asked.slice(3), '--who', 'sre'], 'Did you mean "command.run"?'],
    [[...asked, '--who', 'sre', '--freeze', 'fare'], 'Did you mean "fair"?'],
    [[...asked.slice(0, -1), 'noon', '--who', 'sre'], '--at noon is no time'],
  ])('%j is answered with what is right', async (args, message) => {
    await expect(said(args)).rejects.toThrow(message);
  });
});

test('help is given without a configuration, and what is no command gets it with an error', async () => {
  const nowhere = join(folder, 'nowhere.yml');
  expect(await said(['--help'], nowhere)).toMatchObject({ code: 0, text: expect.stringContaining('policy explain --who') });
  expect(await said(['test', '--help'], nowhere)).toMatchObject({
    code: 0,
    text: expect.stringContaining('then: { needs: 1 of sre-leads }'),
  });
  expect(await said(['explain', '-h'], nowhere)).toMatchObject({ code: 0, text: expect.stringContaining('--break-glass') });
  expect(await said(['tset'], nowhere)).toMatchObject({ code: 2 });
});
