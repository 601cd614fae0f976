/** What a call needs of the role: AWS's APIs and IAM's actions are not always called alike. */

/** SDK's names of services (boto3's, which runbooks use) whose actions have another prefix. Source: Service Authorization Reference. */
const prefixes: Readonly<Record<string, string>> = {
  amp: 'aps',
  apigatewayv2: 'apigateway',
  cloudhsmv2: 'cloudhsm',
  configservice: 'config',
  docdb: 'rds',
  dynamodbstreams: 'dynamodb',
  efs: 'elasticfilesystem',
  elb: 'elasticloadbalancing',
  elbv2: 'elasticloadbalancing',
  emr: 'elasticmapreduce',
  'iot-data': 'iot',
  'lex-runtime': 'lex',
  mturk: 'mechanicalturk',
  neptune: 'rds',
  opensearch: 'es',
  resourcegroupstaggingapi: 'tag',
  s3api: 's3',
  s3control: 's3',
  sesv2: 'ses',
  sfn: 'states',
  'sso-admin': 'sso',
  stepfunctions: 'states',
};

/** Calls whose IAM action has another name. Source: Service Authorization Reference, "Actions for Amazon S3" and "for AWS Lambda". */
const renamed: Readonly<Record<string, readonly string[]>> = {
  'lambda:Invoke': ['lambda:InvokeFunction'],
  's3:CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:DeleteBucketCors': ['s3:PutBucketCORS'],
  's3:DeleteBucketEncryption': ['s3:PutEncryptionConfiguration'],
  's3:DeleteBucketLifecycle': ['s3:PutLifecycleConfiguration'],
  's3:DeleteBucketReplication': ['s3:PutReplicationConfiguration'],
  's3:DeleteBucketTagging': ['s3:PutBucketTagging'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:DeletePublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:GetBucketAccelerateConfiguration': ['s3:GetAccelerateConfiguration'],
  's3:GetBucketCors': ['s3:GetBucketCORS'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
  's3:GetBucketNotificationConfiguration': ['s3:GetBucketNotification'],
  's3:GetBucketReplication': ['s3:GetReplicationConfiguration'],
  's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListObjects': ['s3:ListBucket'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  's3:PutBucketAccelerateConfiguration': ['s3:PutAccelerateConfiguration'],
  's3:PutBucketCors': ['s3:PutBucketCORS'],
  's3:PutBucketEncryption': ['s3:PutEncryptionConfiguration'],
  's3:PutBucketLifecycleConfiguration': ['s3:PutLifecycleConfiguration'],
  's3:PutBucketNotificationConfiguration': ['s3:PutBucketNotification'],
  's3:PutBucketReplication': ['s3:PutReplicationConfiguration'],
  's3:PutPublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:UploadPart': ['s3:PutObject'],
};

/** API Gateway's actions are HTTP's verbs. */
const httpVerbs: readonly (readonly [RegExp, string])[] = [
  [/^(?:Get|List)/, 'GET'],
  [/^(?:Create|Import|Test|Flush|Tag)/, 'POST'],
  [/^Update/, 'PATCH'],
  [/^(?:Delete|Untag)/, 'DELETE'],
];

const plainName = /^[A-Za-z0-9_-]{1,64}$/;

/** The IAM actions of a call. 'ec2', 'DescribeInstances' -> ['ec2:DescribeInstances']; undefined where the names are references. */
export function iamActions(service: string, api: string): readonly string[] | undefined {
  if (!plainName.test(service) || !plainName.test(api)) return undefined;
  const lower = service.toLowerCase();
  const prefix = Object.hasOwn(prefixes, lower) ? (prefixes[lower] ?? lower) : lower;
  const call = apiName(api);
  if (prefix === 'apigateway') return [`apigateway:${httpVerbs.find(([start]) => start.test(call))?.[1] ?? 'PUT'}`];
  const action = `${prefix}:${call}`;
  return Object.hasOwn(renamed, action) ? renamed[action] : [action];
}

/** boto3's method names are taken too: describe_instances -> DescribeInstances. */
export const apiName = (api: string): string =>
  api
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

export type Effect = 'read' | 'change' | 'destructive';

const reads =
  /^(?:Describe|Get|List|Head|BatchGet|BatchDescribe|Search|Lookup|Query|Scan|Select|Check|Count|Estimate|Detect|Simulate|Validate|Filter|Preview|View)/;
const destroys =
  /^(?:Abort|BatchDelete|Cancel|CreateReplaceRootVolumeTask|Deactivate|Delete|Deregister|Destroy|Detach|Disable|Disassociate|Failover|Force|Purge|Reboot|Release|Remove|Replace|Reset|Revoke|ScheduleKeyDeletion|Shutdown|Stop|Suspend|Terminate|Unassign)/;

/** What an IAM action, or a call, does to what is there. By its first word, as AWS names them. */
export function effectOf(action: string): Effect {
  const name = action.slice(action.indexOf(':') + 1);
  if (reads.test(name) || name === 'GET') return 'read';
  return destroys.test(name) || name === 'DELETE' ? 'destructive' : 'change';
}
