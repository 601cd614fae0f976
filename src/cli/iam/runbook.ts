import type { PolicyDocument } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';

/** Only Systems Manager's automations of this account and region may use the role (user guide, "confused deputy"). */
export const runbookTrust = ({ partition, account }: Environment, regions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ssm.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': [account] },
        ArnLike: { 'aws:SourceArn': regions.map((region) => `arn:${partition}:ssm:${region}:${account}:automation-execution/*`) },
      },
    },
  ],
});
