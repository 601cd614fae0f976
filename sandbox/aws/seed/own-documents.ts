import { commandVersion, type DocumentContent, type SsmDocument } from '../document.ts';

const service = {
  type: 'String',
  description: '(Required) The systemd unit.',
  allowedValues: ['myapp', 'nginx', 'billing-worker'],
} as const;
const grace = { type: 'Integer', description: '(Optional) Seconds to wait before the restart.', default: 5 } as const;

const restartStep = (lines: readonly string[]): NonNullable<DocumentContent['mainSteps']> => [
  { action: 'aws:runShellScript', name: 'restart', inputs: { timeoutSeconds: '120', runCommand: lines } },
];
const restart = ['sleep {{ Grace }}', 'sudo systemctl restart {{ Service }}', 'echo {{ Service }} restarted after {{ Grace }} s'];

/** The second asks whom to tell and which hosts to take out; the third, not yet the default, asks whether to drain. */
const restartService: readonly DocumentContent[] = [
  {
    schemaVersion: '2.2',
    description: 'Restarts one service.',
    parameters: { Service: service, Grace: grace },
    mainSteps: restartStep(restart),
  },
  {
    schemaVersion: '2.2',
    description: 'Restarts one service and waits until it answers.',
    parameters: {
      Service: service,
      Grace: grace,
      Notify: { type: 'Boolean', description: '(Optional) Tell the channel of the service.', default: true },
      Hosts: {
        type: 'StringList',
        description: '(Optional) The names that the load balancer takes out meanwhile.',
        default: [],
        allowedPattern: '^[a-z0-9][a-z0-9.-]{0,252}$',
        maxItems: 10,
      },
    },
    mainSteps: restartStep([...restart, 'echo hosts {{ Hosts }} notify {{ Notify }}', 'systemctl is-active {{ Service }}']),
  },
  {
    schemaVersion: '2.2',
    description: 'Drains and restarts one service.',
    parameters: {
      Service: service,
      Grace: { ...grace, default: 10 },
      Drain: { type: 'String', description: '(Optional) How to drain.', default: 'wait', allowedValues: ['wait', 'cut'] },
    },
    mainSteps: restartStep(['echo drain {{ Drain }}', ...restart]),
  },
];

/** Two steps, so that nothing is shown of it without the name of one. */
const collectLogs: DocumentContent = {
  schemaVersion: '2.2',
  description: 'Reads the last lines of a unit and says how much room they take.',
  parameters: {
    Unit: { type: 'String', description: '(Required) The systemd unit.', minChars: 2, maxChars: 64, allowedPattern: '^[a-z][a-z0-9-]*$' },
    Lines: { type: 'Integer', description: '(Optional) How many lines.', default: 200 },
  },
  mainSteps: [
    {
      action: 'aws:runShellScript',
      name: 'collect',
      inputs: { timeoutSeconds: '60', runCommand: ['journalctl -u {{ Unit }} -n {{ Lines }}'] },
    },
    {
      action: 'aws:runShellScript',
      name: 'measure',
      inputs: { timeoutSeconds: '60', runCommand: ['echo {{ Lines }} lines of {{ Unit }}', 'df -h'] },
    },
  ],
};

const year = 365 * 24 * 3_600_000;

/** The example company's own documents. */
export function ownDocuments(account: string, now: number): SsmDocument[] {
  const own = (name: string, contents: readonly DocumentContent[], defaultVersion: string, tags: Record<string, string>): SsmDocument => ({
    name,
    type: 'Command',
    owner: account,
    platforms: ['Linux'],
    targetType: '/AWS::EC2::Instance',
    tags,
    defaultVersion,
    versions: contents.map((content, index) =>
      commandVersion(content, { version: String(index + 1), createdAt: now - year / (index + 1) }),
    ),
  });
  return [
    own('Acme-RestartService', restartService, '2', { Team: 'platform' }),
    own('Acme-CollectLogs', [collectLogs], '1', { Team: 'support' }),
  ];
}
