import { head, role } from './runbook-head.ts';

// AWS's own makes Lambda functions by a CloudFormation stack (createDocumentStack, deleteCloudFormationTemplate) and has
// them look and act. There is no such code here: the steps of the same names call the APIs that those functions call.
// SaveComplianceReportToS3 and SleepThruInstallation have nothing to do; LambdaAssumeRole and ReportS3Bucket are taken, and not used.
export const patchWithRollback = `${head('Brings EC2 Instance into compliance with standing Baseline; rolls back root Volume on failure.')}
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
