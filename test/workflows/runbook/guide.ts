/** A runbook as guides write it: its last step is a plugin of Command documents. */
export const asPublished = `---
description: "Snapshot, patch, and verify an EC2 instance"
schemaVersion: "0.3"
assumeRole: "{{ AutomationAssumeRole }}"
parameters:
  InstanceId:
    type: String
    description: "Target EC2 instance ID"
  AutomationAssumeRole:
    type: String
    description: "IAM role ARN for the automation execution"
    default: ""
mainSteps:
  - name: createAmiSnapshot
    action: aws:createImage
    maxAttempts: 1
    onFailure: Abort
    inputs:
      InstanceId: "{{ InstanceId }}"
      ImageName: "pre-patch-{{ InstanceId }}-{{ global:DATE_TIME }}"
      NoReboot: true
    outputs:
      - Name: ImageId
        Selector: "$.ImageId"
        Type: String
  - name: installPatches
    action: aws:runCommand
    maxAttempts: 1
    onFailure: Continue # the image is safe already
    inputs:
      DocumentName: AWS-RunPatchBaseline
      InstanceIds:
        - "{{ InstanceId }}"
      Parameters:
        Operation: Install
        RebootOption: RebootIfNeeded
    outputs:
      - Name: CommandId
        Selector: "$.CommandId"
        Type: String
  - name: verifyInstanceOnline
    action: aws:waitForAwsResourceProperty
    maxAttempts: 5
    timeoutSeconds: 300
    inputs:
      Service: ec2
      Api: DescribeInstances
      InstanceIds:
        - "{{ InstanceId }}"
      PropertySelector: "$.Reservations[0].Instances[0].State.Name"
      DesiredValues:
        - running
  - name: runHealthCheck
    action: aws:runShellScript
    maxAttempts: 2
    inputs:
      runCommand:
        - "curl -sf http://localhost/health || exit 1"
        - "echo 'Health check passed on {{ InstanceId }}'"
      timeoutSeconds: 30
`;

/** The same with its last step by aws:runCommand, a role that must be given, and an end for every wait. */
export const corrected = `${asPublished
  .slice(0, asPublished.indexOf('  - name: runHealthCheck'))
  .replace('    default: ""\n', '')
  .replace('maxAttempts: 1\n    onFailure: Abort', 'timeoutSeconds: 1800\n    onFailure: Abort')
  .replace(
    'maxAttempts: 1\n    onFailure: Continue',
    'timeoutSeconds: 3600\n    isCritical: true\n    onFailure: Continue',
  )}  - name: runHealthCheck
    action: aws:runCommand
    maxAttempts: 2
    timeoutSeconds: 300
    inputs:
      DocumentName: AWS-RunShellScript
      InstanceIds:
        - "{{ InstanceId }}"
      Parameters:
        commands:
          - "curl -sf http://localhost/health || exit 1"
          - "echo 'Health check passed on {{ InstanceId }}'"
        executionTimeout:
          - "30"
`;
