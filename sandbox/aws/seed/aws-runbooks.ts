import { patchWithRollback } from './patch-with-rollback.ts';
import { head, role } from './runbook-head.ts';

const instances = (purpose: string) => `  InstanceId:
    type: StringList
    description: (Required) EC2 Instance(s) to ${purpose}`;

const stop = `- name: stopInstances
  action: aws:changeInstanceState
  inputs:
    InstanceIds: '{{ InstanceId }}'
    DesiredState: stopped`;

const start = `- name: startInstances
  action: aws:changeInstanceState
  inputs:
    InstanceIds: '{{ InstanceId }}'
    DesiredState: running`;

const restartInstance = `${head('Restart EC2 instances(s)')}
${instances('restart')}
${role}
mainSteps:
${stop}
${start}
`;

const startInstance = `${head('Start EC2 instances(s)')}
${instances('start')}
${role}
mainSteps:
${start}
`;

const stopInstance = `${head('Stop EC2 instances(s)')}
${instances('stop')}
${role}
mainSteps:
${stop.replace('  inputs:', '  onFailure: Continue\n  inputs:')}
- name: forceStopInstances
  action: aws:changeInstanceState
  inputs:
    InstanceIds: '{{ InstanceId }}'
    CheckStateOnly: false
    DesiredState: stopped
    Force: true
`;

const createImage = `${head('Creates a new Amazon Machine Image (AMI) from an Amazon EC2 instance')}
  InstanceId:
    type: String
    description: (Required) The ID of the Amazon EC2 instance.
  NoReboot:
    type: Boolean
    description: (Optional) Do not reboot the instance before creating the image.
    default: false
${role}
mainSteps:
- name: createImage
  action: aws:createImage
  onFailure: Abort
  inputs:
    InstanceId: '{{ InstanceId }}'
    ImageName: '{{ InstanceId }}_{{ automation:EXECUTION_ID }}'
    NoReboot: '{{ NoReboot }}'
outputs:
- createImage.ImageId
`;

const createSnapshot = `${head('Creates an EBS snapshot of a volume')}
  VolumeId:
    type: String
    description: (Required) The ID of the volume.
  Description:
    type: String
    description: (Optional) A description for the snapshot.
    default: ''
${role}
mainSteps:
- name: createSnapshot
  action: aws:executeAwsApi
  onFailure: Abort
  inputs:
    Service: ec2
    Api: CreateSnapshot
    VolumeId: '{{ VolumeId }}'
    Description: '{{ Description }}'
  outputs:
  - Name: SnapshotId
    Selector: $.SnapshotId
    Type: String
- name: verifySnapshot
  action: aws:waitForAwsResourceProperty
  timeoutSeconds: 3600
  inputs:
    Service: ec2
    Api: DescribeSnapshots
    SnapshotIds:
    - '{{ createSnapshot.SnapshotId }}'
    PropertySelector: $.Snapshots[0].State
    DesiredValues:
    - completed
outputs:
- createSnapshot.SnapshotId
`;

const deleteSnapshot = `${head('Delete a snapshot of an EBS volume')}
  SnapshotId:
    type: String
    description: (Required) The ID of the EBS snapshot.
${role}
mainSteps:
- name: deleteSnapshot
  action: aws:executeAwsApi
  inputs:
    Service: ec2
    Api: DeleteSnapshot
    SnapshotId: '{{ SnapshotId }}'
`;

const enableBucketEncryption = `${head('Enables encryption on an S3 bucket')}
  BucketName:
    type: String
    description: (Required) The name of the S3 bucket whose content will be encrypted.
  SSEAlgorithm:
    type: String
    description: (Optional) Server-side encryption algorithm to use for the default encryption.
    default: AES256
${role}
mainSteps:
- name: PutBucketEncryption
  action: aws:executeAwsApi
  inputs:
    Service: s3
    Api: PutBucketEncryption
    Bucket: '{{ BucketName }}'
    ServerSideEncryptionConfiguration:
      Rules:
      - ApplyServerSideEncryptionByDefault:
          SSEAlgorithm: '{{ SSEAlgorithm }}'
  isEnd: true
`;

/** The runbooks of AWS's own that the example company uses, as the runbook reference has them: parameters, steps, assume role. */
export const awsRunbooks: Readonly<Record<string, string>> = {
  'AWS-CreateImage': createImage,
  'AWS-CreateSnapshot': createSnapshot,
  'AWS-DeleteSnapshot': deleteSnapshot,
  'AWS-EnableS3BucketEncryption': enableBucketEncryption,
  'AWS-PatchInstanceWithRollback': patchWithRollback,
  'AWS-RestartEC2Instance': restartInstance,
  'AWS-StartEC2Instance': startInstance,
  'AWS-StopEC2Instance': stopInstance,
};
