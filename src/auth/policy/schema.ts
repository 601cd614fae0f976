import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { acts } from '../../domain/decision.ts';
import type { Risk } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';

/** What policies can be about: an operation has a name, a title and a risk, and is one. */
export interface PolicyAction {
  readonly name: string;
  /** 'Run a script': a refusal says "You may not run a script on prod". */
  readonly title?: string;
  readonly risk?: Risk;
}

/** Everything that acts on AWS: the operations without the acts. */
export const operationGroup = 'operation';

/** Operations by the harm that they can do; the acts are in none of these. */
const riskGroups: readonly string[] = ['read', 'change', 'destructive'] satisfies Risk[];

const string = { type: 'String' } as const;
const long = { type: 'Long' } as const;
const strings = { type: 'Set', element: string } as const;
const optional = <T extends object>(type: T) => ({ ...type, required: false });

const context = {
  type: 'Record' as const,
  attributes: {
    channel: string,
    /** Names of the freezes that are active in the environment. */
    freezes: strings,
    breakGlass: { type: 'Boolean' } as const,
    /** In the configured zone. */
    time: { type: 'Record', attributes: { hour: long, minute: long, weekday: string, date: string } } as const,
    reason: optional(string),
    targetCount: optional(long),
    targets: optional(strings),
    /** 'Key=Value': what every target carries. A permit asks for these. */
    tagsOfAll: optional(strings),
    /** What any of them carries. A forbid asks for these. */
    tagsOfAny: optional(strings),
    document: optional(string),
    documentOwner: optional(string),
    path: optional(string),
  },
};

/**
 * The Cedar schema that follows from the list of operations: a new operation needs nothing here.
 * Each action is in the group of its area ('command' for 'command.run'); operations are in the group of their risk and in
 * 'operation' too. Throws where two names are one, or an action or an area is called like another group.
 */
export function cedarSchema(operations: readonly PolicyAction[]): SchemaJson<string> {
  const names = [...operations.map(({ name }) => name), ...Object.keys(acts)];
  const areas = new Set(names.map(areaOf).filter((area) => area !== undefined));
  const groups = new Set([operationGroup, ...riskGroups, ...areas]);
  const clash =
    names.find((name, at) => names.indexOf(name) !== at || groups.has(name)) ??
    [operationGroup, ...riskGroups].find((group) => areas.has(group));
  if (clash) throw new UserError(`The action "${clash}" has the name of another action or of a group of actions: rename the operation.`);

  const appliesTo = { principalTypes: ['Person', 'Workflow'], resourceTypes: ['Environment'], context };
  const action = (name: string, own: readonly (string | undefined)[]) => {
    const memberOf = [areaOf(name), ...own].filter((id) => id !== undefined).map((id) => ({ id }));
    return [name, { memberOf, appliesTo }] as const;
  };
  const whoever = { type: 'Record' as const, attributes: { id: string, team: string } };
  return {
    '': {
      entityTypes: {
        Group: {},
        Person: { memberOfTypes: ['Group'], shape: whoever },
        // The same attributes, so that a policy that says nothing of who asks is right for both.
        Workflow: { shape: whoever },
        Environment: { shape: { type: 'Record', attributes: { name: string, account: string, region: string } } },
      },
      actions: Object.fromEntries([
        ...[...groups].map((group) => [group, {}] as const),
        ...operations.map(({ name, risk }) => action(name, [operationGroup, risk])),
        ...Object.keys(acts).map((name) => action(name, [])),
      ]),
    },
  };
}

const areaOf = (name: string): string | undefined => (name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined);
