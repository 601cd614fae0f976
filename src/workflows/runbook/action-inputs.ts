/** What an input may be; a reference may stand for any of them. */
export type InputType = 'String' | 'StringList' | 'Boolean' | 'Integer' | 'StringMap' | 'MapList' | 'Any';

export interface ActionInputs {
  readonly required: Readonly<Record<string, InputType>>;
  readonly optional: Readonly<Record<string, InputType>>;
  /** One of these must be there; they stand among the optional ones. */
  readonly either?: readonly string[];
  /** It hands what else it is given on to an API. */
  readonly open?: true;
}

const call = { Service: 'String', Api: 'String' } as const;
const property: ActionInputs = { required: { ...call, PropertySelector: 'String', DesiredValues: 'StringList' }, optional: {}, open: true };

/** Source: "Systems Manager Automation actions reference" of the user guide: all actions of its list, each from its own page. */
export const actionInputs: Readonly<Record<string, ActionInputs>> = {
  'aws:approve': {
    required: { Approvers: 'StringList' },
    optional: { NotificationArn: 'String', Message: 'String', MinRequiredApprovals: 'Integer' },
  },
  'aws:assertAwsResourceProperty': property,
  'aws:branch': { required: { Choices: 'MapList' }, optional: { Default: 'String' } },
  'aws:changeInstanceState': {
    required: { InstanceIds: 'StringList', DesiredState: 'String' },
    optional: { CheckStateOnly: 'Boolean', Force: 'Boolean', AdditionalInfo: 'String' },
  },
  'aws:copyImage': {
    required: { SourceImageId: 'String', SourceRegion: 'String', ImageName: 'String' },
    optional: { ImageDescription: 'String', Encrypted: 'Boolean', KmsKeyId: 'String', ClientToken: 'String' },
  },
  'aws:createImage': {
    required: { InstanceId: 'String', ImageName: 'String' },
    optional: { ImageDescription: 'String', NoReboot: 'Boolean', BlockDeviceMappings: 'MapList' },
  },
  'aws:createStack': {
    required: { StackName: 'String' },
    optional: {
      ...{ Capabilities: 'StringList', ClientRequestToken: 'String', DisableRollback: 'Boolean', NotificationARNs: 'StringList' },
      ...{ OnFailure: 'String', OnStackFailure: 'String', Parameters: 'MapList', ResourceTypes: 'StringList', RoleARN: 'String' },
      ...{ StackPolicyBody: 'String', StackPolicyURL: 'String', Tags: 'MapList', TemplateBody: 'String', TemplateURL: 'String' },
      TimeoutInMinutes: 'Integer',
    },
    either: ['TemplateBody', 'TemplateURL'],
  },
  'aws:createTags': { required: { ResourceIds: 'StringList', Tags: 'MapList' }, optional: { ResourceType: 'String' } },
  'aws:deleteImage': { required: { ImageId: 'String' }, optional: {} },
  'aws:deleteStack': {
    required: { StackName: 'String' },
    optional: { ClientRequestToken: 'String', RetainResources: 'StringList', RoleARN: 'String' },
  },
  'aws:executeAutomation': {
    required: { DocumentName: 'String' },
    optional: {
      ...{ DocumentVersion: 'String', MaxConcurrency: 'String', MaxErrors: 'String', RuntimeParameters: 'StringMap', Tags: 'MapList' },
      ...{ TargetLocations: 'MapList', TargetMaps: 'MapList', TargetParameterName: 'String', Targets: 'MapList' },
    },
  },
  'aws:executeAwsApi': { required: call, optional: {}, open: true },
  'aws:executeScript': {
    required: { Runtime: 'String' },
    optional: { Handler: 'String', InputPayload: 'StringMap', Script: 'String', Attachment: 'String' },
    either: ['Script', 'Attachment'],
  },
  'aws:executeStateMachine': { required: { stateMachineArn: 'String' }, optional: { name: 'String', input: 'String' } },
  'aws:invokeLambdaFunction': {
    required: { FunctionName: 'String' },
    optional: {
      ...{ Qualifier: 'String', InvocationType: 'String', LogType: 'String', ClientContext: 'String' },
      ...{ InputPayload: 'StringMap', Payload: 'String' },
    },
  },
  'aws:invokeWebhook': { required: { IntegrationName: 'String' }, optional: { Body: 'String' } },
  'aws:loop': {
    required: { Steps: 'MapList' },
    optional: { Iterators: 'Any', IteratorDataType: 'String', LoopCondition: 'StringMap', MaxIterations: 'Integer' },
    either: ['Iterators', 'LoopCondition'],
  },
  'aws:pause': { required: {}, optional: {} },
  'aws:runCommand': {
    required: { DocumentName: 'String' },
    optional: {
      ...{ InstanceIds: 'StringList', Targets: 'MapList', Parameters: 'StringMap', CloudWatchOutputConfig: 'StringMap', Comment: 'String' },
      ...{ DocumentHash: 'String', DocumentHashType: 'String', DocumentVersion: 'String', MaxConcurrency: 'String', MaxErrors: 'String' },
      ...{ NotificationConfig: 'StringMap', OutputS3BucketName: 'String', OutputS3KeyPrefix: 'String', ServiceRoleArn: 'String' },
      TimeoutSeconds: 'Integer',
    },
    either: ['InstanceIds', 'Targets'],
  },
  'aws:runInstances': { required: { ImageId: 'String' }, optional: {}, open: true },
  'aws:sleep': { required: {}, optional: { Duration: 'String', Timestamp: 'String' }, either: ['Duration', 'Timestamp'] },
  'aws:updateVariable': { required: { Name: 'String', Value: 'Any' }, optional: {} },
  'aws:waitForAwsResourceProperty': property,
};
