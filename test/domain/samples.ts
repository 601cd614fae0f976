import fc from 'fast-check';
import type { Environment } from '../../src/domain/environment.ts';
import type { Execution } from '../../src/domain/execution.ts';
import type { Elsewhere } from '../../src/domain/operation.ts';
import type { PersonRef } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { DecisionRecord, Request } from '../../src/domain/request.ts';
import { groupsOf, type Requirement } from '../../src/domain/requirement.ts';

export const person = (name: string): PersonRef => ({ id: `U0${name.toUpperCase()}`, team: 'T0ACME', name });
export const ana = person('ana');

export const prod: Environment = {
  name: 'prod',
  label: 'Production',
  account: '111122223333',
  region: 'eu-central-1',
  partition: 'aws',
  roles: {
    observe: 'arn:aws:iam::111122223333:role/ssm-chatops-observe',
    operate: 'arn:aws:iam::111122223333:role/ssm-chatops-operate',
  },
  externalId: 'acme-ssm-chatops',
  defaults: { concurrency: '20%', errors: '5', timeout: '10m' },
  output: {},
  requiredTags: {},
  parameters: { secrets: [] },
};

/** For plans that read in no other environment. */
export const nowhere: Elsewhere = (name) => Promise.reject(new Error(`Nothing reads in ${name} here.`));

/** A plan that sends a script to so many instances a wave. */
export function planOf(waves: readonly (readonly string[])[], own: Partial<Plan> = {}): Plan {
  const targets = waves.flat();
  return {
    summary: `Run a script on ${targets.length} instances`,
    nouns: { target: 'instance', execution: 'command' },
    facts: [{ label: 'Document', value: 'AWS-RunShellScript version 1' }],
    texts: [{ label: 'Script', text: 'uptime' }],
    targets: targets.map((id) => ({ id, name: undefined, out: undefined })),
    warnings: [],
    waves: waves.map((each) => ({
      targets: each,
      call: { document: 'AWS-RunShellScript', parameters: { commands: ['uptime'] } },
      within: 60_000,
    })),
    tolerates: 5,
    pins: { document: 'AWS-RunShellScript', version: '1', hash: 'abc' },
    contexts: [{ document: 'AWS-RunShellScript' }],
    ...own,
  };
}

/** A decision when everybody was in every group. */
export const decisionOf = (requirement: Requirement): DecisionRecord => ({
  requirement,
  policies: ['prod'],
  digest: 'd1',
  eligible: Object.fromEntries(groupsOf(requirement).map((group) => [group, ['U0ANA', 'U0BO', 'U0CLEO', 'U0SAM']])),
  freezes: [],
});

export const execution = (id: string, status: Execution['status'] = 'running', failed = 0): Execution => ({
  id,
  status,
  detail: status === 'running' ? 'InProgress' : 'Success',
  counts: { total: 2, succeeded: 0, failed, notRun: 0 },
  failures: [],
  startedAt: 1_000,
});

/** A request as it is written first. */
export function received(own: Partial<Request> = {}): Request {
  return {
    id: '8c1d02f0e1d2c3b4a5968778695a4b3c',
    version: 1,
    state: 'received',
    operation: 'command.run',
    environment: 'prod',
    input: { targets: ['tag:App=myapp'], script: 'uptime' },
    asker: ana,
    channel: { id: 'C0INC42', name: 'incident-42' },
    receivedAt: 1_000,
    changedAt: 1_000,
    verdicts: [],
    counted: [],
    approvals: [],
    dismissals: [],
    reminders: 0,
    waves: [],
    auditHead: '',
    ...own,
  };
}

/** Any plan, with whatever text an outside system could put into it. */
export const anyPlan = (text: fc.Arbitrary<string>): fc.Arbitrary<Plan> =>
  fc
    .record({
      summary: text,
      facts: fc.array(fc.record({ label: text, value: text }), { maxLength: 4 }),
      texts: fc.array(fc.record({ label: fc.constantFrom('Script', 'Content'), text }), { maxLength: 3 }),
      warnings: fc.array(text, { maxLength: 3 }),
      sizes: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
      names: fc.array(fc.option(text, { nil: undefined }), { maxLength: 6 }),
      out: fc.array(text, { maxLength: 8 }),
      tolerates: fc.option(fc.nat(20), { nil: undefined }),
      pins: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
    })
    .map(({ sizes, names, out, ...own }) => {
      let count = 0;
      const waves = sizes.map((size) => Array.from({ length: size }, () => `i-${String(count++).padStart(17, '0')}`));
      const touched = waves.flat().map((id, i) => ({ id, name: names[i], out: undefined }));
      const left = out.map((why, i) => ({ id: `i-f${String(i).padStart(16, '0')}`, name: undefined, out: why || 'stopped' }));
      return planOf(waves, { ...own, targets: [...touched, ...left] });
    });
