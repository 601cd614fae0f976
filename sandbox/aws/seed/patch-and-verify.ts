/** What the example company's runbooks begin with. */
export const ownHead = (description: string) => `---
description: ${description}
schemaVersion: "0.3"
assumeRole: "{{ AutomationAssumeRole }}"
parameters:
  AutomationAssumeRole:
    type: AWS::IAM::Role::Arn
    description: (Optional) The role that the steps run with; without one they run with the rights of who starts it.
    default: ""`;

export const instance = `  InstanceId:
    type: AWS::EC2::Instance::Id
    description: (Required) The machine.`;

/** Makes an image, patches, and sees whether the machine still answers. */
export const patchAndVerify = `${ownHead('Snapshot, patch, and verify an EC2 instance')}
${instance}
mainSteps:
- name: createAmiSnapshot
  action: aws:createImage
  maxAttempts: 1
  onFailure: Abort
  timeoutSeconds: 1800
  inputs:
    InstanceId: "{{ InstanceId }}"
    ImageName: "pre-patch-{{ InstanceId }}-{{ global:DATE_TIME }}"
    NoReboot: true
- name: installPatches
  action: aws:runCommand
  maxAttempts: 1
  onFailure: Continue # the failure is told at the end; the image is there for a rollback by hand
  timeoutSeconds: 7200
  inputs:
    DocumentName: AWS-RunPatchBaseline
    InstanceIds:
    - "{{ InstanceId }}"
    Parameters:
      Operation: Install
      RebootOption: RebootIfNeeded
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
  action: aws:runCommand # a script runs by a Command document: aws:runShellScript is no action of runbooks
  maxAttempts: 2
  timeoutSeconds: 300
  inputs:
    DocumentName: AWS-RunShellScript
    InstanceIds:
    - "{{ InstanceId }}"
    Parameters:
      executionTimeout: "30"
      commands:
      - "curl -sf http://localhost/health || exit 1"
      - "echo 'Health check passed on {{ InstanceId }}'"
outputs:
- createAmiSnapshot.ImageId
- installPatches.CommandId
- runHealthCheck.Output
`;
