import type { DocumentContent, SsmDocument } from '../document.ts';

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

const scriptDocument = (action: string, description: string, commands: string): DocumentContent => ({
  schemaVersion: '2.2',
  description,
  parameters: {
    commands: { type: 'StringList', description: commands, minItems: 1, displayType: 'textarea' },
    ...commonParameters,
  },
  mainSteps: [
    {
      action,
      name: action.slice('aws:'.length),
      inputs: {
        timeoutSeconds: '{{ executionTimeout }}',
        runCommand: '{{ commands }}',
        workingDirectory: '{{ workingDirectory }}',
      },
    },
  ],
});

const restartService: DocumentContent = {
  schemaVersion: '2.2',
  description: 'Restarts one service and waits until it answers.',
  parameters: {
    service: { type: 'String', description: 'The systemd unit.', allowedPattern: '^[a-z][a-z0-9-]{0,62}$' },
    waitSeconds: { type: 'String', default: '30', description: 'How long to wait for it.', allowedValues: ['10', '30', '60'] },
  },
  mainSteps: [
    {
      action: 'aws:runShellScript',
      name: 'restart',
      inputs: { timeoutSeconds: '120', runCommand: ['sudo systemctl restart {{ service }}', 'systemctl is-active {{ service }}'] },
    },
  ],
};

const year = 365 * 24 * 3_600_000;

/** AWS's own documents that every region has, and the company's own one. */
export function documentsOf(account: string, now: number): SsmDocument[] {
  const amazon = (name: string, platforms: SsmDocument['platforms'], content: DocumentContent): SsmDocument => ({
    name,
    owner: 'Amazon',
    platforms,
    tags: {},
    defaultVersion: '1',
    versions: [{ version: '1', content, createdAt: now - 5 * year }],
  });
  return [
    amazon(
      'AWS-RunShellScript',
      ['Linux', 'MacOS'],
      scriptDocument(
        'aws:runShellScript',
        'Run a shell script or specify the commands to run.',
        '(Required) Specify a shell script or a command to run.',
      ),
    ),
    amazon(
      'AWS-RunPowerShellScript',
      ['Windows', 'Linux', 'MacOS'],
      scriptDocument(
        'aws:runPowerShellScript',
        'Run a PowerShell script or specify the paths to scripts to run.',
        '(Required) Specify the commands to run or the paths to existing scripts on the instance.',
      ),
    ),
    {
      name: 'Acme-RestartService',
      owner: account,
      platforms: ['Linux'],
      targetType: '/AWS::EC2::Instance',
      tags: { Team: 'platform' },
      defaultVersion: '2',
      versions: [
        { version: '1', content: { ...restartService, description: 'Restarts one service.' }, createdAt: now - year },
        { version: '2', content: restartService, createdAt: now - year / 4 },
      ],
    },
  ];
}
