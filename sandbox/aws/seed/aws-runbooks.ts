/** The runbooks of AWS's own that the example company uses, as its runbook reference has them: parameters, steps, assume role. */

const role = `  AutomationAssumeRole:
    type: String
    description: (Optional) The ARN of the role that allows Automation to perform the actions on your behalf.
    default: ''`;

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

const head = (description: string) => `description: ${description}
schemaVersion: '0.3'
assumeRole: '{{ AutomationAssumeRole }}'
parameters:`;

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

// AWS's own makes Lambda functions by a CloudFormation stack (createDocumentStack, deleteCloudFormationTemplate) and has
// them look and act. There is no such code here: the steps of the same names call the APIs that those functions call.
// SaveComplianceReportToS3 and SleepThruInstallation have nothing to do; LambdaAssumeRole and ReportS3Bucket are taken, and not used.
const patchWithRollback = `${head('Brings EC2 Instance into compliance with standing Baseline; rolls back root Volume on failure.')}
  InstanceId:
    type: String
    description: (Required) EC2 InstanceId to which we apply the patch-baseline
  ReportS3Bucket:
    type: String
    description: (Optional) S3 Bucket destination for the Compliance Report generated during process.
    default: ''
  LambdaAssumeRole:
    type: String
    description: (Optional) The ARN of the role that allows Lambda created by Automation to perform the actions on your behalf.
    default: ''
${role}
mainSteps:
- name: IdentifyRootVolume
  action: aws:executeAwsApi
  inputs:
    Service: ec2
    Api: DescribeVolumes
    Filters:
    - Name: attachment.instance-id
      Values:
      - '{{ InstanceId }}'
  outputs:
  - Name: VolumeId
    Selector: $.Volumes[0].VolumeId
    Type: String
- name: PrePatchSnapshot
  action: aws:executeAutomation
  inputs:
    DocumentName: AWS-CreateSnapshot
    RuntimeParameters:
      VolumeId: '{{ IdentifyRootVolume.VolumeId }}'
      Description: ApplyPatchBaseline restoration case contingency
  outputs:
  - Name: SnapshotId
    Selector: $.Output[0]
    Type: String
- name: installMissingUpdates
  action: aws:runCommand
  onFailure: Continue
  maxAttempts: 1
  timeoutSeconds: 7200
  inputs:
    DocumentName: AWS-RunPatchBaseline
    InstanceIds:
    - '{{ InstanceId }}'
    Parameters:
      Operation: Install
- name: CheckCompliance
  action: aws:branch
  inputs:
    Choices:
    - Variable: '{{ installMissingUpdates.Status }}'
      StringEquals: Success
      NextStep: DeleteSnapshot
    Default: RestoreFromSnapshot
- name: RestoreFromSnapshot
  action: aws:executeAwsApi
  inputs:
    Service: ec2
    Api: CreateReplaceRootVolumeTask
    InstanceId: '{{ InstanceId }}'
    SnapshotId: '{{ PrePatchSnapshot.SnapshotId }}'
    DeleteReplacedRootVolume: true
  outputs:
  - Name: TaskId
    Selector: $.ReplaceRootVolumeTask.ReplaceRootVolumeTaskId
    Type: String
- name: VerifyRestored
  action: aws:waitForAwsResourceProperty
  timeoutSeconds: 3600
  inputs:
    Service: ec2
    Api: DescribeReplaceRootVolumeTasks
    ReplaceRootVolumeTaskIds:
    - '{{ RestoreFromSnapshot.TaskId }}'
    PropertySelector: $.ReplaceRootVolumeTasks[0].TaskState
    DesiredValues:
    - succeeded
- name: ReportSuccessOrFailure
  action: aws:assertAwsResourceProperty
  isEnd: true
  inputs:
    Service: ssm
    Api: GetCommandInvocation
    CommandId: '{{ installMissingUpdates.CommandId }}'
    InstanceId: '{{ InstanceId }}'
    PropertySelector: $.Status
    DesiredValues:
    - Success
- name: DeleteSnapshot
  action: aws:executeAwsApi
  inputs:
    Service: ec2
    Api: DeleteSnapshot
    SnapshotId: '{{ PrePatchSnapshot.SnapshotId }}'
outputs:
- IdentifyRootVolume.VolumeId
- PrePatchSnapshot.SnapshotId
`;

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
