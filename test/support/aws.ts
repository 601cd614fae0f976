import type { FaultKind } from '../../sandbox/aws/faults.ts';
import { production } from '../../sandbox/aws/seed/accounts.ts';

/** A command that the local AWS really accepted. */
export interface SentCommand {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly comment: string;
  readonly document: string;
  readonly documentVersion: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly instanceIds: readonly string[];
  readonly targets: readonly { readonly Key: string; readonly Values: readonly string[] }[];
  readonly maxConcurrency: string | null;
  readonly maxErrors: string | null;
  readonly caller: string;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  readonly status: string;
}

export interface FaultState {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly times?: number;
  readonly ms?: number;
  readonly hits: number;
}

export interface Machine {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly agent: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ScriptedOutcome {
  /** Applies to scripts that match. */
  readonly script?: RegExp;
  readonly instance?: string;
  /** Only the n-th machine of a command, from 1. */
  readonly nth?: number;
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly seconds?: number;
  /** Only the script's executionTimeout ends it. */
  readonly hangs?: boolean;
  /** For so many runs; without it, all. */
  readonly times?: number;
}

export interface KeptVersion {
  readonly version: number;
  readonly type: 'String' | 'StringList' | 'SecureString';
  /** In the clear, of a SecureString too. */
  readonly value: string;
  readonly tier: 'Standard' | 'Advanced';
  readonly key: string | null;
  readonly description: string | null;
  readonly pattern: string | null;
  readonly dataType: string;
  readonly policies: readonly unknown[];
  readonly labels: readonly string[];
  readonly modifiedAt: string;
  readonly modifiedBy: string;
}

/** A parameter as the local AWS keeps it. */
export interface KeptParameter {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly versions: readonly KeptVersion[];
}

/** An account and a region; production's in Frankfurt where it is left out. */
export interface Where {
  readonly account?: string;
  readonly region?: string;
}

export interface ParameterWish extends Where {
  readonly type?: KeptVersion['type'];
  /** The version's number by label. */
  readonly labels?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering';
  readonly key?: string;
  readonly description?: string;
  readonly pattern?: string;
  /** A JSON array. */
  readonly policies?: string;
  readonly dataType?: string;
}

const somewhere = { account: production, region: 'eu-central-1' };

const patienceMs = 10_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Steers a local AWS, also one in another process, by its control endpoint. */
export function steerAws(url: string) {
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_control${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(`The local AWS refused ${method} ${path}: ${answer.error}`);
    return answer;
  }
  const change = (id: string, wish: object) => ask<void>('POST', `/instances/${id}`, wish);
  const kept = async (name: string, where: Where) => {
    const { account, region } = { ...somewhere, ...where };
    const all = await ask<KeptParameter[]>('GET', '/parameters');
    return all.find((each) => each.name === name && each.account === account && each.region === region);
  };
  const faults = () => ask<FaultState[]>('GET', '/faults');

  return {
    url,
    /** Switches a fault on for an operation, e.g. fault('SendCommand', 'hang-after', { times: 1 }). */
    fault: (operation: string, kind: FaultKind, limits: { times?: number; ms?: number } = {}) =>
      ask<void>('POST', '/faults', { operation, kind, ...limits }),
    faults,
    clearsFaults: () => ask<void>('DELETE', '/faults'),
    /** Waits until faults on an operation have struck so often; throws after 10 s. */
    async struck(operation: string, times = 1): Promise<void> {
      const end = Date.now() + patienceMs;
      for (;;) {
        const hits = (await faults()).filter((fault) => fault.operation === operation).reduce((sum, fault) => sum + fault.hits, 0);
        if (hits >= times) return;
        if (Date.now() > end) throw new Error(`The fault on ${operation} struck ${hits} times, not ${times}.`);
        await pause(20);
      }
    },
    /** The commands that AWS really accepted, oldest first. */
    sent: () => ask<SentCommand[]>('GET', '/commands'),
    /** How often each operation was answered, e.g. calls['ssm.SendCommand']. */
    calls: () => ask<Record<string, number>>('GET', '/calls'),
    machines: () => ask<Machine[]>('GET', '/instances'),
    /** The id of the machine with this Name. */
    async idOf(name: string): Promise<string> {
      const machine = (await ask<Machine[]>('GET', '/instances')).find(({ tags }) => tags.Name === name);
      if (!machine) throw new Error(`There is no machine called ${name}.`);
      return machine.id;
    },
    stops: (id: string) => change(id, { state: 'stopped' }),
    starts: (id: string) => change(id, { state: 'running', agent: 'online' }),
    terminates: (id: string) => change(id, { state: 'terminated' }),
    losesAgent: (id: string) => change(id, { agent: 'lost' }),
    findsAgent: (id: string) => change(id, { agent: 'online' }),
    /** Sets tags; null removes one. */
    tags: (id: string, tags: Record<string, string | null>) => change(id, { tags }),
    /** Adds a running, reachable machine and returns its id. */
    adds: async (machine: { account: string; region: string; tags: Record<string, string>; platform?: 'Linux' | 'Windows'; id?: string }) =>
      (await ask<{ id: string }>('POST', '/instances', machine)).id,
    /** Scripts what runs come to. The newest rule that applies wins. */
    outcome: ({ script, ...rule }: ScriptedOutcome) =>
      ask<void>('POST', '/outcomes', { ...rule, ...(script && { script: script.source, flags: script.flags.replace('g', '') }) }),
    /** Sets a CloudWatch alarm, wherever one of this name is; with account and region it is made. Commands that watch it heed it at once. */
    alarm: (name: string, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', where: { account?: string; region?: string } = {}) =>
      ask<void>('POST', '/alarms', { name, state, ...where }),
    /** Makes or replaces a resource group: by tags (every key with one of its values) or of listed ARNs. */
    group: (group: { account: string; region: string; name: string; tags?: Record<string, string[]>; arns?: string[] }) =>
      ask<void>('POST', '/groups', group),
    /** Makes an empty bucket, or removes one with all that is in it. */
    bucket: (bucket: { name: string; account: string; region: string }) => ask<void>('POST', '/buckets', bucket),
    removesBucket: (name: string) => ask<void>('DELETE', `/buckets/${name}`),
    /** Puts an object into a bucket. */
    stores: (bucket: string, key: string, text: string) => ask<void>('POST', '/objects', { bucket, key, text }),
    /** The keys in a bucket, the output of every run that is over by now among them. */
    stored: (bucket: string) => ask<string[]>('GET', `/buckets/${bucket}`),
    /** Puts a parameter with a version for each value, the oldest first; one that is there gets them besides. */
    parameter: (name: string, values: readonly string[], wish: ParameterWish = {}) =>
      ask<void>('POST', '/parameters', { ...somewhere, ...wish, name, values }),
    /** A parameter as it is kept, with all its values in the clear; undefined if there is none. */
    keptParameter: (name: string, where: Where = {}) => kept(name, where),
    /** Every parameter of every account and region. */
    keptParameters: () => ask<KeptParameter[]>('GET', '/parameters'),
    /** The version that has a label. */
    label: async (name: string, label: string, where: Where = {}) =>
      (await kept(name, where))?.versions.find(({ labels }) => labels.includes(label))?.version,
    /** Puts so many parameters PATH/p-000001 and so on at once. */
    bulk: (path: string, count: number, where: Where = {}) =>
      ask<void>('POST', '/parameters/bulk', { ...somewhere, ...where, path, count }),
    clearsOutcomes: () => ask<void>('DELETE', '/outcomes'),
    /** Moves the time inside answers forward. */
    steps: (seconds: number) => ask<void>('POST', '/clock', { seconds }),
    now: async () => new Date((await ask<{ now: string }>('GET', '/clock')).now),
    /** How long (wall milliseconds) a new command stays out of the lists; 1,500 at the start. */
    visibleAfter: (ms: number) => ask<void>('POST', '/visibility', { ms }),
    /** Allows so many times AWS's usual call rates, for tests that make in a second what people make in an hour. */
    allowsRates: (times: number) => ask<void>('POST', '/rates', { times }),
    /** Ends every role session at once. */
    expiresSessions: () => ask<void>('POST', '/sessions/expire'),
  };
}

export type SteeredAws = ReturnType<typeof steerAws>;
