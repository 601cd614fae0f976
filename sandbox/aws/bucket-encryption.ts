import type {
  GetBucketEncryptionCommandInput,
  PutBucketEncryptionCommandInput,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { refuse } from './refusal.ts';
import { requireBucket } from './s3.ts';

const service = 's3';

/** What every bucket has that was told nothing else. */
const standard: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

const on =
  (action: string) =>
  (input: Parameters<typeof requireBucket>[0], scene: Scene): readonly Access[] => {
    const bucket = requireBucket(input, scene);
    return [{ action, resource: `arn:aws:s3:::${bucket.name}`, owner: bucket.account }];
  };

function ruleOf(given: ServerSideEncryptionConfiguration | undefined): Bucket['encryption'] {
  const [rule, another] = given?.Rules ?? [];
  const wanted = rule?.ApplyServerSideEncryptionByDefault;
  if (!wanted || another)
    return refuse('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  if (wanted.KMSMasterKeyID !== undefined && wanted.SSEAlgorithm === 'AES256')
    refuse('InvalidArgument', 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse');
  return { Rules: [{ ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false }] };
}

export const putBucketEncryption = defineOperation<PutBucketEncryptionCommandInput, object>({
  service,
  name: 'PutBucketEncryption',
  access: on('s3:PutEncryptionConfiguration'),
  answer(input, scene) {
    requireBucket(input, scene).encryption = ruleOf(input.ServerSideEncryptionConfiguration);
    return {};
  },
});

export const getBucketEncryption = defineOperation<
  GetBucketEncryptionCommandInput,
  { ServerSideEncryptionConfiguration: ServerSideEncryptionConfiguration }
>({
  service,
  name: 'GetBucketEncryption',
  access: on('s3:GetEncryptionConfiguration'),
  answer: (input, scene) => ({ ServerSideEncryptionConfiguration: requireBucket(input, scene).encryption ?? standard }),
});
