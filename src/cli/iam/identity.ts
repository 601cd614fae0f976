import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UserError } from '../../errors.ts';

const example = '--bot arn:aws:iam::111122223333:role/ssm-chatops';

/** The ARN of the role or user that assumes the roles; a session's is turned into its role's. Throws UserError for any other. */
export function principalOf(arn: string): string {
  const [, partition, account, name] = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(arn) ?? [];
  if (name !== undefined) return `arn:${partition}:iam::${account}:role/${name}`;
  if (/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/.test(arn)) return arn;
  throw new UserError(`${arn} is neither a role nor a user, so no role can trust it. Name the bot's own role: ${example}`);
}

/** Who the present credentials are. Throws UserError where there are none. */
export async function presentIdentity(region: string): Promise<string> {
  const sts = new STSClient({ region, maxAttempts: 2, requestHandler: { requestTimeout: 5_000, throwOnRequestTimeout: true } });
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? '';
  } catch (error) {
    throw new UserError(
      `Whom the roles should trust is not known: AWS was asked who the present credentials are, and there was no answer (${(error as Error).message}). Set the bot's credentials, or name its role: ${example}`,
    );
  } finally {
    sts.destroy();
  }
}
