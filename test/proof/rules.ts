import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import type { Policy } from '../../src/domain/decision.ts';
import type { OperationSpec } from '../../src/domain/operation.ts';
import type { Requirement } from '../../src/domain/requirement.ts';

/** A policy that may be in force, and beside it what it means, written a second time by hand. */
export interface Rule {
  readonly name: string;
  readonly cedar: string;
  /** Who must agree to so many targets. */
  readonly needs: (targets: number) => Requirement;
  /** False: nobody may, whoever agrees. */
  readonly open: boolean;
}

/** What holds in all of them: `rights` says the same to the oracle. */
const always = `
@id("ops") permit (principal in Group::"ops", action in Action::"operation", resource);
@id("look") permit (principal, action == Action::"observe", resource);
@id("stop") permit (principal in Group::"leads", action == Action::"request.cancel", resource);
@id("review") permit (principal in Group::"security", action == Action::"request.review", resource);
@id("glass") permit (principal in Group::"glass", action == Action::"break-glass", resource);
@id("wide") permit (principal in Group::"ops", action == Action::"wide-session", resource);
`;
/** The group that has a right besides the asker. */
export const rights = { run: 'ops', stop: 'leads', review: 'security', glass: 'glass' } as const;

const marked = (who: string, when = '') => `
@approval("${who}") forbid (principal, action in Action::"operation", resource)${when};`;
const oneLead = marked('1 of leads');

export const rules: readonly Rule[] = [
  { name: 'nobody', cedar: '', needs: () => [{}], open: true },
  { name: 'a lead', cedar: oneLead, needs: () => [{ leads: 1 }], open: true },
  { name: 'two policies', cedar: oneLead + marked('1 of security'), needs: () => [{ leads: 1, security: 1 }], open: true },
  { name: 'two leads', cedar: oneLead + marked('2 of leads'), needs: () => [{ leads: 2 }], open: true },
  {
    name: 'alternatives',
    cedar: marked('2 of leads or 1 of security') + oneLead,
    needs: () => [{ leads: 2 }, { leads: 1, security: 1 }],
    open: true,
  },
  {
    name: 'a lead for many',
    cedar: marked('1 of leads', ' when { context has targetCount && context.targetCount > 2 }'),
    needs: (targets) => [targets > 2 ? { leads: 1 } : {}],
    open: true,
  },
  { name: 'shut', cedar: 'forbid (principal, action in Action::"operation", resource);', needs: () => [{}], open: false },
];

/** The real policies of these rules, by name. */
export async function loadRules(operation: OperationSpec): Promise<ReadonlyMap<string, Policy>> {
  const made = new Map<string, Policy>();
  for (const { name, cedar } of rules) {
    const folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await writeFile(join(folder, 'test.cedar'), always + cedar);
    made.set(name, await loadPolicy({ folder, actions: [operation], timezone: 'UTC' }));
    await rm(folder, { recursive: true });
  }
  return made;
}
