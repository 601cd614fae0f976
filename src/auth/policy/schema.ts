import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { acts } from '../../domain/decision.ts';
import { UserError } from '../../errors.ts';

/** What policies can be about: an operation has a name and a title, and is one. */
export interface PolicyAction {
  readonly name: string;
  /** 'Run a script': a refusal says "You may not run a script on prod". */
  readonly title?: string;
}

/** Everything that acts on AWS: the operations without the acts. */
export const operationGroup = 'operation';

const string = { type: 'String' } as const;
const optional = <T extends object>(type: T) => ({ ...type, required: false });

const context = {
  type: 'Record' as const,
  attributes: {
    channel: string,
    reason: optional(string),
    targetCount: optional({ type: 'Long' } as const),
    targets: optional({ type: 'Set', element: string } as const),
    document: optional(string),
    path: optional(string),
  },
};

/**
 * The Cedar schema that follows from the list of operations: a new operation needs nothing here.
 * Each action is in the group of its area ('command' for 'command.run'); operations are in 'operation' too.
 * Throws where two names are one, or an action is called like a group.
 */
export function cedarSchema(operations: readonly PolicyAction[]): SchemaJson<string> {
  const names = [...operations.map(({ name }) => name), ...Object.keys(acts)];
  const area = (name: string) => (name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined);
  const groups = new Set([operationGroup, ...names.map(area).filter((group) => group !== undefined)]);
  const clash = names.find((name, at) => names.indexOf(name) !== at || groups.has(name));
  if (clash) throw new UserError(`The action "${clash}" has the name of another action or of a group of actions: rename the operation.`);

  const appliesTo = { principalTypes: ['Person'], resourceTypes: ['Environment'], context };
  const action = (name: string, isOperation: boolean) => {
    const memberOf = [area(name), isOperation ? operationGroup : undefined].filter((id) => id !== undefined).map((id) => ({ id }));
    return [name, { memberOf, appliesTo }] as const;
  };
  return {
    '': {
      entityTypes: {
        Group: {},
        Person: { memberOfTypes: ['Group'], shape: { type: 'Record', attributes: { id: string, team: string } } },
        Environment: { shape: { type: 'Record', attributes: { name: string, account: string, region: string } } },
        Workflow: {},
      },
      actions: Object.fromEntries([
        ...[...groups].map((group) => [group, {}] as const),
        ...operations.map(({ name }) => action(name, true)),
        ...Object.keys(acts).map((name) => action(name, false)),
      ]),
    },
  };
}
