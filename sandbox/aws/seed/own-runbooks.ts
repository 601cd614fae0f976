import { ownHead as head, instance, patchAndVerify } from './patch-and-verify.ts';

const restartWithApproval = `${head('Restart a machine once somebody has agreed')}
${instance}
  Reason:
    type: String
    description: (Required) Why it has to be restarted. The approvers read it.
    minChars: 5
    maxChars: 200
mainSteps:
- name: askFirst
  action: aws:approve
  timeoutSeconds: 3600
  onFailure: Abort
  inputs:
    Message: "Restart {{ InstanceId }}? {{ Reason }}"
    MinRequiredApprovals: 1
    Approvers:
    - "arn:aws:iam::{{ global:ACCOUNT_ID }}:role/ssm-chatops-operate"
- name: stopInstance
  action: aws:changeInstanceState
  timeoutSeconds: 600
  inputs:
    InstanceIds: ["{{ InstanceId }}"]
    DesiredState: stopped
- name: startInstance
  action: aws:changeInstanceState
  timeoutSeconds: 600
  inputs:
    InstanceIds: ["{{ InstanceId }}"]
    DesiredState: running
- name: verifyManaged
  action: aws:waitForAwsResourceProperty
  timeoutSeconds: 300
  inputs:
    Service: ssm
    Api: DescribeInstanceInformation
    Filters:
    - Key: InstanceIds
      Values: ["{{ InstanceId }}"]
    PropertySelector: "$.InstanceInformationList[0].PingStatus"
    DesiredValues: [Online]
`;

const drainAndPause = `${head('Take a machine out, wait for a person to look at it, and put it back')}
${instance}
mainSteps:
- name: drain
  action: aws:runCommand
  timeoutSeconds: 300
  inputs:
    DocumentName: AWS-RunShellScript
    InstanceIds: ["{{ InstanceId }}"]
    Parameters:
      commands: ["sudo systemctl stop myapp", "echo drained"]
- name: lookAtIt
  action: aws:pause
  timeoutSeconds: 86400
  onFailure: step:putBack
  inputs: {}
- name: putBack
  action: aws:runCommand
  timeoutSeconds: 300
  inputs:
    DocumentName: AWS-RunShellScript
    InstanceIds: ["{{ InstanceId }}"]
    Parameters:
      commands: ["sudo systemctl start myapp", "systemctl is-active myapp"]
outputs:
- putBack.Output
`;

const failover = `${head('Move the load from one machine to another')}
  Primary:
    type: AWS::EC2::Instance::Id
    description: (Required) The machine that is given up.
  Standby:
    type: AWS::EC2::Instance::Id
    description: (Required) The machine that takes over. It is restarted.
  Mode:
    type: String
    description: (Optional) With a planned one the load is drained first.
    default: planned
    allowedValues: [planned, emergency]
mainSteps:
- name: chooseMode
  action: aws:branch
  inputs:
    Choices:
    - Variable: "{{ Mode }}"
      StringEquals: emergency
      NextStep: stopPrimary
    Default: drainPrimary
- name: drainPrimary
  action: aws:runCommand
  timeoutSeconds: 300
  nextStep: promoteStandby
  inputs:
    DocumentName: AWS-RunShellScript
    InstanceIds: ["{{ Primary }}"]
    Parameters:
      commands: ["sudo systemctl stop myapp", "echo drained"]
- name: stopPrimary
  action: aws:changeInstanceState
  timeoutSeconds: 600
  onFailure: Continue # it may be gone already
  isCritical: false
  nextStep: promoteStandby
  inputs:
    InstanceIds: ["{{ Primary }}"]
    DesiredState: stopped
- name: promoteStandby
  action: aws:executeAutomation
  timeoutSeconds: 1800
  isEnd: true
  inputs:
    DocumentName: AWS-RestartEC2Instance
    RuntimeParameters:
      InstanceId: ["{{ Standby }}"]
outputs:
- promoteStandby.ExecutionId
`;

/** The example company's own runbooks, as its people wrote them. */
export const ownRunbooks: Readonly<Record<string, string>> = {
  'Acme-DrainAndPause': drainAndPause,
  'Acme-Failover': failover,
  'Acme-PatchAndVerify': patchAndVerify,
  'Acme-RestartWithApproval': restartWithApproval,
};
