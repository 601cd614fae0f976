import { createHash, timingSafeEqual } from 'node:crypto';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { doneAtOnce } from '../../domain/execution.ts';
import { type Aws, defineOperation } from '../../domain/operation.ts';
import type { Wave } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, within } from './changed.ts';
import { type CompareCall, type ComparedSecret, cutIntoWaves, rightsToCompare, type SecretVersion } from './compare-call.ts';
import { pairsUnder } from './compare-pairs.ts';
import { parameterArn, parsePath } from './name.ts';
import { readsMetadata, withKeys } from './rights.ts';
import { parameterPath } from './words.ts';

/** Each is shown to whoever agrees, and read in both places. */
const mostAtOnce = 20;

/**
 * Tells which secrets are the same in two places, without showing any. It is no look: who may set one of two secrets could find
 * out the other by trying. So it needs what revealing needs: an agreement where one is wanted, the asker's click, and it is audited.
 */
export const compareSecrets = defineOperation({
  name: 'param.compare-secrets',
  words: 'param compare',
  title: 'Tell which secrets are the same',
  risk: 'change',
  input: z.object({ path: parameterPath, other: parameterPath.optional(), with: z.string().min(1).max(100).optional() }),
  form: {
    path: { kind: 'text', label: 'Path or parameter', at: 'words', example: '/myapp/prod' },
    other: {
      kind: 'text',
      label: 'The other path or parameter',
      at: 'words',
      optional: true,
      example: '/myapp/staging',
      hint: 'Without it: the same in the other environment.',
    },
    with: { kind: 'text', label: 'Environment of the other', optional: true, example: 'staging' },
  },
  async plan({ path: typed, other, with: named }, observer, env, elsewhere) {
    const ours = { env, aws: observer, path: parsePath(typed) };
    const place = named === undefined || named === env.name ? { env, aws: observer } : await elsewhere(named);
    const theirs = { ...place, path: parsePath(other ?? typed) };
    const [here, there] = [ours, theirs].map(({ path, env: { name } }) => `${path} on ${name}`) as [string, string];
    if (here === there) throw new UserError(`Both are ${here}. Write a second path, or --with and another environment.`);
    const pairs = await pairsUnder(ours, theirs);
    const [first, ...more] = pairs;
    if (!first) throw new UserError(`No secret is on both sides of ${here} and ${there}. /ssm param diff shows what is on one alone.`);
    if (pairs.length > mostAtOnce)
      throw new UserError(
        `There are ${pairs.length} secrets on both sides: ${mostAtOnce} can be compared at once. Name paths further down.`,
      );
    const inOther = theirs.env.name === env.name ? {} : { environment: theirs.env.name };
    const count = pairs.length === 1 ? '1 secret' : `${pairs.length} secrets`;
    return {
      ...aboutParameters,
      nouns: { target: 'parameter', execution: 'comparison' },
      summary: `Tell whether ${count} of ${here} ${pairs.length === 1 ? 'is' : 'are'} the same as of ${there}`,
      facts: [
        { label: 'Here', value: here },
        { label: 'There', value: there },
      ],
      texts: [{ label: 'Compared', text: pairs.map(pairWords).join('\n') }],
      targets: pairs.map((each) => ({ id: each.here.name })),
      warnings: [
        'Whoever asks sees in a window of their own which are the same. No value is shown to anybody; the audit says that they asked.',
        'Who may set one of two secrets can find out the other by trying values: agree to it as you would to showing them.',
      ],
      waves: cutIntoWaves(pairs, env, theirs.env).map((call) => waveOf(call, `Same or different: ${here} and ${there}`)),
      pins: {
        ...Object.fromEntries(pairs.map((each) => [each.here.name, pairWords(each)])),
        // What was agreed to is these accounts; the plan's hash knows the request's own alone.
        [`the account, region or role of ${theirs.env.name}`]: `${theirs.env.account} ${theirs.env.region} ${theirs.env.roles.operate}`,
      },
      contexts: [
        { path: first.here.name },
        ...more.map((each) => ({ path: each.here.name })),
        ...pairs.map(({ there: { name } }) => ({ ...inOther, path: name })),
      ],
    };
  },
  roles: (env) => ({
    observe: [readsMetadata(env)],
    operate: [{ actions: ['ssm:GetParameter'], resources: [parameterArn(env, '*')] }, withKeys(env, 'kms:Decrypt')],
  }),
  iam: ({ targets, call }: Pick<Wave<CompareCall>, 'targets' | 'call'>, env) => rightsToCompare(call, targets, env),
  async start({ targets, call }, { elsewhere }, aws) {
    const there = call.there === call.here ? aws : (await elsewhere?.(call.there))?.aws;
    if (!there) throw new UserError(`There is no session for ${call.there}.`);
    const lines: string[] = [];
    for (const pair of call.pairs.filter(({ here }) => targets.includes(here.name)))
      lines.push(`${(await isSame(pair, aws, there)) ? 'same       ' : 'different  '}${pair.name}`);
    const counts = { total: targets.length, succeeded: targets.length, failed: 0, notRun: 0 };
    return { execution: { ...doneAtOnce(`compared with ${call.there}`, aws.clock.now()), counts }, secret: lines.join('\n') };
  },
  /** A comparison that AWS did not answer told nothing, and nobody waits for it any more. */
  async recover({ targets, call }, _key, { clock }) {
    const counts = { total: targets.length, succeeded: 0, failed: targets.length, notRun: 0 };
    const failures = targets.map((target) => ({ target, status: 'NotShown' }));
    return { ...doneAtOnce(`compared with ${call.there}`, clock.now()), status: 'failed', detail: 'NotShown', counts, failures };
  },
});

const waveOf = (call: CompareCall, name: string): Wave<CompareCall> => ({
  targets: call.pairs.map(({ here }) => here.name),
  call,
  secret: { kind: 'gives', name },
  within,
});

const pairWords = ({ here, there }: ComparedSecret): string => `${here.name}:${here.version} and ${there.name}:${there.version}`;

/** Nothing of the values leaves this but the one bit; digests are of the same length, whatever the values' lengths are. */
async function isSame({ here, there }: ComparedSecret, ours: Aws, theirs: Aws): Promise<boolean> {
  const [one, other] = await Promise.all([digestOf(here, ours), digestOf(there, theirs)]);
  return timingSafeEqual(one, other);
}

async function digestOf({ name, version }: SecretVersion, { ssm }: Aws): Promise<Buffer> {
  const { Parameter: found } = await ssm.send(new GetParameterCommand({ Name: `${name}:${version}`, WithDecryption: true }));
  if (found?.Value === undefined) throw new UserError(`AWS gave no value of ${name}:${version}.`);
  return createHash('sha256').update(found.Value).digest();
}
