import { commandVersion, type DocumentContent, type SsmDocument } from '../document.ts';
import { ownDocuments } from './own-documents.ts';
import { runbooksOf } from './runbooks.ts';

const commonParameters = {
  workingDirectory: {
    type: 'String',
    default: '',
    description: '(Optional) The path to the working directory on your instance.',
    maxChars: 4096,
  },
  executionTimeout: {
    type: 'String',
    default: '3600',
    description:
      '(Optional) The time in seconds for a command to complete before it is considered to have failed. Default is 3600 (1 hour). Maximum is 172800 (48 hours).',
    allowedPattern: '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)',
  },
} as const;

/** These two are still of schema 1.2: their plugin has no name of its own, and its folder begins with 0. */
const scriptDocument = (action: string, description: string, commands: string): DocumentContent => ({
  schemaVersion: '1.2',
  description,
  parameters: {
    commands: { type: 'StringList', description: commands, minItems: 1, displayType: 'textarea' },
    ...commonParameters,
  },
  runtimeConfig: {
    [action]: {
      properties: [
        {
          id: `0.${action}`,
          timeoutSeconds: '{{ executionTimeout }}',
          runCommand: '{{ commands }}',
          workingDirectory: '{{ workingDirectory }}',
        },
      ],
    },
  },
});

const updateAgent: DocumentContent = {
  schemaVersion: '1.2',
  description: 'Update the Amazon SSM Agent to the latest version or specified version.',
  parameters: {
    version: { type: 'String', default: '', description: '(Optional) A specific version of the Amazon SSM Agent to install.' },
    allowDowngrade: {
      type: 'String',
      default: 'false',
      description: '(Optional) Allow the Amazon SSM Agent service to be downgraded to an earlier version.',
      allowedValues: ['true', 'false'],
    },
  },
  runtimeConfig: {
    'aws:updateSsmAgent': {
      properties: { agentName: 'amazon-ssm-agent', allowDowngrade: '{{ allowDowngrade }}', targetVersion: '{{ version }}' },
    },
  },
};

const configurePackage: DocumentContent = {
  schemaVersion: '2.2',
  description: 'Install or uninstall a Distributor package.',
  parameters: {
    action: {
      type: 'String',
      description: '(Required) Whether to install or uninstall the package.',
      allowedValues: ['Install', 'Uninstall'],
    },
    installationType: {
      type: 'String',
      description: '(Optional) Specify the type of installation.',
      allowedValues: ['Uninstall and reinstall', 'In-place update'],
      default: 'Uninstall and reinstall',
    },
    name: {
      type: 'String',
      description: '(Required) The package to install or uninstall.',
      allowedPattern: '^arn:[a-z0-9][-.a-z0-9:]{0,200}:package\\/[a-zA-Z][a-zA-Z0-9\\-_]{0,39}$|^[a-zA-Z][a-zA-Z0-9\\-_]{0,39}$',
    },
    version: { type: 'String', description: '(Optional) The version of the package.', default: '' },
    additionalArguments: {
      type: 'StringMap',
      description: '(Optional) Additional arguments for the package.',
      default: {},
      displayType: 'textarea',
    },
  },
  mainSteps: [
    {
      action: 'aws:configurePackage',
      name: 'configurePackage',
      inputs: { name: '{{ name }}', action: '{{ action }}', version: '{{ version }}' },
    },
  ],
};

const patchStep = (platform: string, action: string): NonNullable<DocumentContent['mainSteps']>[number] => ({
  precondition: { StringEquals: ['platformType', platform] },
  action,
  name: `Patch${platform}`,
  inputs: {
    timeoutSeconds: 7200,
    runCommand: ['echo {{ Operation }} with {{ RebootOption }}', 'patch-baseline {{ Operation }} {{ RebootOption }}'],
  },
});

const patchBaseline: DocumentContent = {
  schemaVersion: '2.2',
  description: 'Scans for or installs patches from a patch baseline to a Linux or Windows operating system.',
  parameters: {
    Operation: {
      type: 'String',
      description: '(Required) The update or configuration to perform on the instance.',
      allowedValues: ['Scan', 'Install'],
    },
    SnapshotId: { type: 'String', description: '(Optional) The snapshot ID to use to retrieve a patch baseline snapshot.', default: '' },
    InstallOverrideList: { type: 'String', description: '(Optional) A link to a list of patches to be installed.', default: '' },
    BaselineOverride: { type: 'String', description: '(Optional) A link to an override of the patch baseline.', default: '' },
    RebootOption: {
      type: 'String',
      description: '(Optional) Reboot behavior after a patch Install operation.',
      allowedValues: ['RebootIfNeeded', 'NoReboot'],
      default: 'RebootIfNeeded',
    },
  },
  mainSteps: [
    patchStep('Windows', 'aws:runPowerShellScript'),
    patchStep('MacOS', 'aws:runShellScript'),
    patchStep('Linux', 'aws:runShellScript'),
  ],
};

const shell = scriptDocument(
  'aws:runShellScript',
  'Run a shell script or specify the commands to run.',
  '(Required) Specify a shell script or a command to run.',
);
const powerShell = scriptDocument(
  'aws:runPowerShellScript',
  'Run a PowerShell script or specify the paths to scripts to run.',
  '(Required) Specify the commands to run or the paths to existing scripts on the instance.',
);

const year = 365 * 24 * 3_600_000;
const everywhere = ['Windows', 'Linux', 'MacOS'] as const;

/** AWS's own documents that every region has, and the company's own ones. */
export function documentsOf(account: string, now: number): SsmDocument[] {
  const amazon = (name: string, platforms: SsmDocument['platforms'], content: DocumentContent): SsmDocument => ({
    name,
    type: 'Command',
    owner: 'Amazon',
    platforms,
    tags: {},
    defaultVersion: '1',
    versions: [commandVersion(content, { version: '1', createdAt: now - 5 * year })],
  });
  return [
    amazon('AWS-ConfigureAWSPackage', everywhere, configurePackage),
    amazon('AWS-RunPatchBaseline', everywhere, patchBaseline),
    amazon('AWS-RunPowerShellScript', everywhere, powerShell),
    amazon('AWS-RunShellScript', ['Linux', 'MacOS'], shell),
    amazon('AWS-UpdateSSMAgent', everywhere, updateAgent),
    ...ownDocuments(account, now),
    ...runbooksOf(account, now),
  ];
}
