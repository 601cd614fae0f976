/** What an input may be. A reference to something else may stand for any of them. */
export type InputType = 'String' | 'StringList' | 'Boolean' | 'Integer' | 'StringMap' | 'MapList' | 'Any';

/** The inputs of an action (user guide, "Systems Manager Automation actions reference"). */
export interface ActionInputs {
  readonly required: Readonly<Record<string, InputType>>;
  readonly optional: Readonly<Record<string, InputType>>;
  /** It takes whatever the API that it calls takes. */
  readonly open?: true;
  /** One of these has to be there. */
  readonly either?: readonly string[];
}

const called = { Service: 'String', Api: 'String' } as const;
const property = { ...called, PropertySelector: 'String', DesiredValues: 'StringList' } as const;

/** Every action that the service knows. Of those that are not here it says at once that they are none. */
export const knownActions: Readonly<Record<string, ActionInputs>> = {
  'aws:approve': {
    required: { Approvers: 'StringList' },
    optional: { NotificationArn: 'String', Message: 'String', MinRequiredApprovals: 'Integer' },
  },
  'aws:assertAwsResourceProperty': { required: property, optional: {}, open: true },
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
      Capabilities: 'StringList',
      ClientRequestToken: 'String',
      NotificationARNs: 'StringList',
      OnStackFailure: 'String',
      Parameters: 'MapList',
      ResourceTypes: 'StringList',
      RoleARN: 'String',
      StackPolicyBody: 'String',
      StackPolicyURL: 'String',
      Tags: 'MapList',
      TemplateBody: 'String',
      TemplateURL: 'String',
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
      DocumentVersion: 'String',
      MaxConcurrency: 'String',
      MaxErrors: 'String',
      RuntimeParameters: 'StringMap',
      Tags: 'MapList',
      TargetLocations: 'MapList',
      TargetMaps: 'MapList',
      TargetParameterName: 'String',
      Targets: 'MapList',
    },
  },
  'aws:executeAwsApi': { required: called, optional: {}, open: true },
  'aws:executeScript': {
    required: { Runtime: 'String' },
    optional: { Handler: 'String', InputPayload: 'StringMap', Script: 'String', Attachment: 'String' },
    either: ['Script', 'Attachment'],
  },
  'aws:executeStateMachine': { required: { stateMachineArn: 'String' }, optional: { name: 'String', input: 'String' } },
  'aws:invokeLambdaFunction': {
    required: { FunctionName: 'String' },
    optional: {
      ClientContext: 'String',
      InputPayload: 'StringMap',
      InvocationType: 'String',
      LogType: 'String',
      Payload: 'String',
      Qualifier: 'String',
    },
  },
  'aws:invokeWebhook': { required: { IntegrationName: 'String' }, optional: { Body: 'String' } },
  'aws:loop': {
    required: { Steps: 'MapList' },
    optional: { IteratorDataType: 'String', Iterators: 'Any', LoopCondition: 'StringMap', MaxIterations: 'Integer' },
    either: ['Iterators', 'LoopCondition'],
  },
  'aws:pause': { required: {}, optional: {} },
  'aws:runCommand': {
    required: { DocumentName: 'String' },
    optional: {
      CloudWatchOutputConfig: 'StringMap',
      Comment: 'String',
      DocumentHash: 'String',
      DocumentHashType: 'String',
      DocumentVersion: 'String',
      InstanceIds: 'StringList',
      MaxConcurrency: 'String',
      MaxErrors: 'String',
      NotificationConfig: 'StringMap',
      OutputS3BucketName: 'String',
      OutputS3KeyPrefix: 'String',
      Parameters: 'StringMap',
      ServiceRoleArn: 'String',
      Targets: 'MapList',
      TimeoutSeconds: 'Integer',
    },
    either: ['InstanceIds', 'Targets'],
  },
  'aws:runInstances': { required: { ImageId: 'String' }, optional: {}, open: true },
  'aws:sleep': { required: {}, optional: { Duration: 'String', Timestamp: 'String' }, either: ['Duration', 'Timestamp'] },
  'aws:updateVariable': { required: { Name: 'String', Value: 'Any' }, optional: {} },
  'aws:waitForAwsResourceProperty': { required: property, optional: {}, open: true },
};

/** The names that StepAction.inputs has of an action that the service knows. */
export function inputsOf(action: string): { required: readonly string[]; optional: readonly string[] } {
  const known = knownActions[action];
  if (!known) throw new Error(`There is no action ${action}.`);
  return { required: Object.keys(known.required), optional: Object.keys(known.optional) };
}
