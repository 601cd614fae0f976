import { DescribeDocumentCommand, GetDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { externalId, production } from '../../sandbox/aws/seed/accounts.ts';

/** Looks at documents as anybody may who observes the account. The stage must stand: it says where AWS is. */
export async function observesDocuments(account: string = production) {
  const { Credentials: found } = await new STSClient({}).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/ssm-chatops-observe`, RoleSessionName: 'test', ExternalId: externalId }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = found ?? {};
  const ssm = new SSMClient({ credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } });
  /** What AWS says of the document, with its newest content as it was given; undefined where there is none. */
  return async (name: string) => {
    try {
      const { Document: { DocumentFormat, ...described } = {} } = await ssm.send(new DescribeDocumentCommand({ Name: name }));
      const newest = await ssm.send(new GetDocumentCommand({ Name: name, DocumentVersion: '$LATEST', DocumentFormat }));
      return { ...described, DocumentFormat, Content: newest.Content };
    } catch (error) {
      if ((error as Error).name === 'InvalidDocument') return undefined;
      throw error;
    }
  };
}
