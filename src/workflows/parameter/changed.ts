import { paginateGetParameterHistory } from '@aws-sdk/client-ssm';
import { isNamed } from '../../aws/errors.ts';
import { doneAtOnce, type Execution } from '../../domain/execution.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Plan, Wave } from '../../domain/plan.ts';

/** What plans about parameters have in common. Each wave is one parameter, and the first that fails stops the rest. */
export const aboutParameters = {
  nouns: { target: 'parameter', execution: 'change' },
  quiet: true,
  tolerates: 0,
} as const satisfies Partial<Plan>;

/** A call is over when AWS answers; this is for the look-up where it does not. */
export const within = 60_000;

/** A change that is over. `version` undefined: the parameter has none of it. */
export const changed = (name: string, { clock }: Pick<Aws, 'clock'>, version?: number): Execution =>
  doneAtOnce(version === undefined ? name : `${name}:${version}`, clock.now());

/**
 * PutParameter has no token that would make it safe to repeat. But each version says who made it: a session of one request and
 * one wave, whose name is made of them. `id`: 'NAME:VERSION', where a person names one.
 */
export async function findVersion({ targets: [name = ''] }: Wave, key: string, aws: Aws, id?: string): Promise<Execution | 'not found'> {
  const session = sessionOf(key);
  const isOurs = (user: string | undefined, version: number | undefined) =>
    user?.endsWith(`/${session}`) === true && (id === undefined || id === `${name}:${version}`);
  try {
    for await (const page of paginateGetParameterHistory({ client: aws.ssm, pageSize: 50 }, { Name: name })) {
      const found = page.Parameters?.find(({ LastModifiedUser, Version }) => isOurs(LastModifiedUser, Version));
      if (found) return changed(name, aws, found.Version);
    }
    return 'not found';
  } catch (error) {
    if (isNamed(error, 'ParameterNotFound')) return 'not found';
    throw error;
  }
}

/** The name of the session that starts a wave, from its key: 'ssm-chatops:REQUEST:WAVE'. */
function sessionOf(key: string): string {
  const [, request = '', wave = ''] = key.split(':');
  return `ssm-chatops-${request.slice(0, 12)}-start-${wave}`;
}
