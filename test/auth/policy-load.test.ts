import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import { UserError } from '../../src/errors.ts';

const actions = [{ name: 'command.run' }, { name: 'param.get' }];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(files: Record<string, string>) {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return loadPolicy({ folder, actions, timezone: 'UTC' });
}

/** What stops the start, without the folder's name. */
async function problems(files: Record<string, string>): Promise<string> {
  const error = await load(files).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message.replaceAll(`${folder}/`, '');
}

const permit = 'permit(principal, action, resource);';

describe('a policy that is not right stops the start', () => {
  test.each([
    ['a syntax error', 'permit(principal, action resource);', 'unexpected token'],
    ['a misspelt variable', 'permit(principal, acton, resource);', 'acton'],
    ['a misspelt action', 'permit(principal, action == Action::"command.rnu", resource);', 'did you mean `Action::"command.run"`?'],
    ['a misspelt area', 'permit(principal, action in Action::"comand", resource);', 'did you mean `Action::"command"`?'],
    ['a misspelt type', 'permit(principal in Grp::"sre", action, resource);', 'did you mean `Group`?'],
    ['a misspelt attribute', 'permit(principal, action, resource) when { resource.nmae == "prod" };', 'did you mean `name`?'],
    ['a misspelt circumstance', 'permit(principal, action, resource) when { context.chanel == "ops" };', 'did you mean `channel`?'],
    [
      'a circumstance that is not always there',
      'permit(principal, action, resource) when { context.reason == "x" };',
      'try testing for the attribute',
    ],
    ['a misspelt part of the time', 'permit(principal, action, resource) when { context.time.hours < 8 };', 'did you mean `hour`?'],
    ['a misspelt risk', 'permit(principal, action in Action::"destructiv", resource);', 'did you mean `Action::"destructive"`?'],
    [
      'the risk as a circumstance, as it was once',
      'permit(principal, action, resource) when { context has risk && context.risk == "read" };',
      '"context has" with a name that is not known',
    ],
    ['a number compared with a word', 'permit(principal, action, resource) when { context.channel > 3 };', 'unexpected type'],
    ['a principal that no person can be', 'forbid(principal in Environment::"prod", action, resource);', 'can never apply'],
    ['a resource that is no environment', 'forbid(principal, action, resource == Group::"prod");', 'can never apply'],
    ['an area where one action is meant', 'permit(principal, action == Action::"command", resource);', 'can never apply'],
    [
      'a condition that is never true',
      'forbid(principal, action == Action::"observe", resource) when { action == Action::"command.run" };',
      'can never apply',
    ],
    ['a text that hides its direction', 'permit(principal, action, resource) when { context.channel == "a\u202eb" };', 'BIDI'],
    ['a template', 'permit(principal in ?principal, action, resource);', 'Templates'],
    ['an approval on a permit', '@approval("1 of sre") permit(principal, action, resource);', 'write it on a forbid'],
    ['an approval of nobody', '@approval("") forbid(principal, action in Action::"command", resource);', 'write "1 of GROUP"'],
    ['an approval without words', '@approval forbid(principal, action in Action::"command", resource);', 'write "1 of GROUP"'],
    [
      'an approval in other words',
      '@approval("sre-leads") forbid(principal, action in Action::"command", resource);',
      'write "1 of GROUP"',
    ],
    [
      'an approval for looking',
      '@approval("1 of sre") forbid(principal, action == Action::"observe", resource);',
      'cannot be given for observe',
    ],
    ['an approval for all there is', '@approval("1 of sre") forbid(principal, action, resource);', 'write action in Action::"operation"'],
    [
      'a misspelt annotation',
      '@aproval("1 of sre") forbid(principal, action in Action::"command", resource);',
      '@aproval is not known here',
    ],
    ['codes without an approval', '@step_up forbid(principal, action in Action::"command", resource);', 'without an approval'],
    [
      'codes with words',
      '@step_up("app") @approval("1 of sre") forbid(principal, action in Action::"command", resource);',
      'write @step_up alone',
    ],
    ['a reason on a permit', '@reason("Because.") permit(principal, action, resource);', 'where a forbid refuses'],
    ['a name that is none', '@id("prod 1") permit(principal, action, resource);', 'write letters, digits'],
    ['a name without words', '@id permit(principal, action, resource);', 'write letters, digits'],
    ['an annotation twice', '@id("a") @id("b") permit(principal, action, resource);', 'duplicate annotation'],
  ])('%s', async (_, text, right) => {
    const said = await problems({ 'a.cedar': permit, 'b.cedar': `// Über alles\n\n${permit}\n${text}\n` });
    expect(said).toContain('b.cedar:4: ');
    expect(said).toContain(right);
    expect(said).not.toContain('a.cedar');
  });

  test('a line inside of a policy is found behind letters of more than one byte', async () => {
    const said = await problems({
      'a.cedar': `// ünïcödé\n@id("x")\npermit(principal, action, resource)\nwhen { context.channel == "größe" }\nwhen { context.chanel == "ops" };`,
    });
    expect(said).toContain('a.cedar:5: ');
  });

  test('more than ten policies keep their lines', async () => {
    const texts = Array.from({ length: 13 }, (_, at) => `permit(principal in Group::"g${at}", action, resource);`);
    const said = await problems({
      'a.cedar': [...texts.slice(0, 12), 'permit(principal, action == Action::"nope", resource);'].join('\n'),
    });
    expect(said).toContain('a.cedar:13: ');
  });

  test('all that is wrong is listed at once, by file and line', async () => {
    const said = await problems({
      'a.cedar': 'permit(',
      'b.cedar': `${permit}\n@approval("x") ${permit}\npermit(principal, action == Action::"nope", resource);`,
    });
    expect(said.match(/[ab]\.cedar:\d/g)).toEqual(['a.cedar:1', 'b.cedar:2', 'b.cedar:3']);
  });

  test('a name that stands in two files names both places', async () => {
    const said = await problems({ 'a.cedar': `\n@id("one") ${permit}`, 'b.cedar': `@id("one") ${permit}` });
    expect(said).toContain('b.cedar:1: @id("one") stands at a.cedar:2 too');
  });

  test('a folder without policies, and no folder at all', async () => {
    await writeFile(join(folder, 'notes.txt'), permit);
    expect(await problems({})).toContain('There is no policy in');
    expect(await problems({ 'empty.cedar': '// nothing yet\n' })).toContain('There is no policy in');
    await expect(loadPolicy({ folder: join(folder, 'nowhere'), actions, timezone: 'UTC' })).rejects.toThrow('cannot be read');
  });

  test('two operations of one name, one with the name of an area, and an area with the name of a risk', async () => {
    await writeFile(join(folder, 'a.cedar'), permit);
    for (const name of ['command.run', 'command', 'operation', 'observe', 'request.read', 'destructive']) {
      await expect(loadPolicy({ folder, actions: [...actions, { name }], timezone: 'UTC' })).rejects.toThrow(`"${name}"`);
    }
    await expect(loadPolicy({ folder, actions: [...actions, { name: 'change.start' }], timezone: 'UTC' })).rejects.toThrow('"change"');
  });
});

describe('what is read', () => {
  test('are the *.cedar files of the folder and no others', async () => {
    await mkdir(join(folder, 'old.cedar.d'));
    await writeFile(join(folder, 'old.cedar.d', 'x.cedar'), 'permit(');
    const policy = await load({ 'a.cedar': permit, 'b.cedar.off': 'permit(', 'README.md': '#' });
    expect(policy.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('the groups and environments that policies and approvals name can be checked by others', async () => {
    const policy = await load({
      'a.cedar': 'permit(principal in Group::"sre", action, resource) when { resource in [Environment::"prod", Environment::"dev"] };',
      'b.cedar':
        '@approval("1 of leads or 2 of dba")\nforbid(principal, action in Action::"operation", resource == Environment::"prod") unless { principal in Group::"robots" };',
    });
    expect(policy.groups).toEqual(['dba', 'leads', 'robots', 'sre']);
    expect(policy.environments).toEqual(['dev', 'prod']);
  });

  test('the freezes that policies ask for can be checked by others', async () => {
    const policy = await load({
      'a.cedar': `${permit}\nforbid(principal, action, resource) when { context.freezes.contains("year-end") } unless { context.freezes.containsAny(["a", "b"]) || context.channel == "c" };`,
    });
    expect(policy.freezes).toEqual(['a', 'b', 'year-end']);
  });

  test('every policy can be found by its file and line', async () => {
    const policy = await load({
      'a.cedar': `// all\n${permit}`,
      'b.cedar': '@id("no") @reason("Not now.")\nforbid(principal, action, resource);',
    });
    expect(policy.rules).toMatchObject([
      { id: 'a.cedar:2', file: 'a.cedar', line: 2, kind: 'permit' },
      { id: 'no', file: 'b.cedar', line: 1, kind: 'forbid', reason: 'Not now.' },
    ]);
  });

  test('an approval that leaves out the acts by its conditions is right', async () => {
    await load({
      'a.cedar':
        '@approval("1 of sre") forbid(principal, action, resource) unless { action in [Action::"observe", Action::"request", Action::"output", Action::"audit", Action::"break-glass", Action::"wide-session", Action::"schedule"] };',
    });
  });
});
