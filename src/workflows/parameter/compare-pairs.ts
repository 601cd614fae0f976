import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { describeParameters, under } from '../../aws/parameters.ts';
import type { Place } from '../../domain/look.ts';
import { UserError } from '../../errors.ts';
import type { ComparedSecret, SecretVersion } from './compare-call.ts';
import { below } from './compare-paths.ts';

/** Of a side so many are looked at: 20 calls. */
const mostOfSide = 1_000;

interface Side extends Pick<Place, 'env' | 'aws'> {
  /** Or the name of one parameter. */
  readonly path: string;
}

/** The secrets that are on both sides, sorted by name. Nothing is decrypted. */
export async function pairsUnder(ours: Side, theirs: Side): Promise<ComparedSecret[]> {
  const [here, there] = await Promise.all([secretsOf(ours), secretsOf(theirs)]);
  return [...here]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, one]) => {
      const other = there.get(name);
      return other ? [{ name: name || one.name, here: one, there: other }] : [];
    });
}

/** By their names below the path; one that is the path itself has the name ''. */
async function secretsOf(side: Side): Promise<Map<string, SecretVersion>> {
  const { path, env } = side;
  const secret = { Key: 'Type', Option: 'Equals', Values: ['SecureString'] };
  const { found, more } = await describeParameters(side.aws, [...under(path), secret], mostOfSide);
  if (more) throw new UserError(`There are more than ${mostOfSide} secrets under ${path} on ${env.name}. Name a path further down.`);
  if (found.length > 0) return new Map(found.map((each) => [below(path, each.Name ?? ''), versionOf(each)]));
  const itself = await describeParameters(side.aws, [{ Key: 'Name', Option: 'Equals', Values: [path] }, secret], 1);
  return new Map(itself.found.map((each) => ['', versionOf(each)]));
}

const versionOf = ({ Name: name = '', Version: version = 1, KeyId: key }: ParameterMetadata): SecretVersion => ({ name, version, key });
