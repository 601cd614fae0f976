import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import { cedarSchema, type PolicyAction } from '../../src/auth/policy/schema.ts';
import { prod } from '../domain/samples.ts';

const operations: PolicyAction[] = [
  { name: 'command.run', risk: 'change' },
  { name: 'command.stop', risk: 'destructive' },
  { name: 'param.get', risk: 'read' },
];
const groups = ['sre', 'dba'];
const environments = ['prod', 'dev', 'other'];
const acts = ['observe'];

const policyText = fc
  .record({
    effect: fc.constantFrom('permit', 'permit', 'forbid', '@approval("1 of leads")\nforbid'),
    principal: fc.constantFrom(
      'principal',
      'principal in Group::"sre"',
      'principal is Person in Group::"dba"',
      'principal == Person::"U1"',
    ),
    action: fc.constantFrom(
      'action in Action::"operation"',
      'action == Action::"command.run"',
      'action in Action::"command"',
      'action in [Action::"param", Action::"command.stop"]',
      'action in [Action::"read", Action::"destructive"]',
    ),
    resource: fc.constantFrom(
      'resource',
      'resource == Environment::"prod"',
      'resource in Environment::"dev"',
      'resource is Environment',
      'resource is Environment in Environment::"prod"',
    ),
    when: fc.constantFrom(
      '',
      'when { context has targetCount && context.targetCount > 1 }',
      'when { context has targets && context.targets.contains("i-1") }',
      'when { context has tagsOfAll && context.tagsOfAll.contains("App=web") }',
      'unless { context has tagsOfAny && context.tagsOfAny.contains("App=web") }',
      'unless { resource == Environment::"prod" }',
    ),
  })
  .map(({ effect, principal, action, resource, when }) => `${effect}(${principal}, ${action}, ${resource}) ${when};`);

test('the policies that fit a question decide as all of them would', async () => {
  const schema = cedarSchema(operations);
  await fc.assert(
    fc.asyncProperty(fc.array(policyText, { minLength: 1, maxLength: 6 }), fc.subarray(groups), fc.nat(2), async (texts, own, count) => {
      const folder = await mkdtemp(join(tmpdir(), 'policies-'));
      await Promise.all(texts.map((text, at) => writeFile(join(folder, `${at}.cedar`), text)));
      const policy = await loadPolicy({ folder, actions: operations, timezone: 'UTC' });
      await rm(folder, { recursive: true });

      const targets = ['i-1', 'i-2'].slice(0, count);
      const tags = { ofAll: count === 1 ? ['App=web'] : [], ofAny: count > 0 ? ['App=web'] : [] };
      const plain = texts.filter((text) => !text.startsWith('@approval'));
      const marked = texts.filter((text) => text.startsWith('@approval'));
      const parents = own.map((id) => ({ type: 'Group', id }));
      for (const name of environments) {
        for (const action of [...operations.map((operation) => operation.name), ...acts]) {
          const all = (policies: readonly string[]) => {
            const resource = { type: 'Environment', id: name };
            const answer = isAuthorized({
              principal: { type: 'Person', id: 'U1' },
              action: { type: 'Action', id: action },
              resource,
              context: {
                channel: 'ops',
                freezes: [],
                breakGlass: false,
                time: { hour: 0, minute: 0, weekday: 'thursday', date: '1970-01-01' },
                targets,
                targetCount: targets.length,
                tagsOfAll: tags.ofAll,
                tagsOfAny: tags.ofAny,
              },
              schema,
              policies: { staticPolicies: Object.fromEntries(policies.map((text, at) => [`p${at}`, text])) },
              entities: [
                ...parents.map((uid) => ({ uid, attrs: {}, parents: [] })),
                { uid: { type: 'Person', id: 'U1' }, attrs: { id: 'U1', team: 'T1' }, parents },
                { uid: resource, attrs: { name, account: prod.account, region: prod.region }, parents: [] },
              ],
            });
            return answer.type === 'success' && answer.response.decision === 'allow';
          };
          const decision = policy.decide({
            person: { id: 'U1', team: 'T1', name: 'Ana', groups: own },
            action,
            environment: { ...prod, name },
            context: { channel: 'ops', freezes: [], at: 0, targets, tags },
          });
          expect(decision.allowed).toBe(all(plain));
          if (decision.allowed)
            expect(decision.requirement).toEqual(all(['permit(principal, action, resource);', ...marked]) ? [{}] : [{ leads: 1 }]);
        }
      }
    }),
    { numRuns: 12 },
  );
}, 90_000);
