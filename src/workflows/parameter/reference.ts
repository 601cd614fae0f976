import { keyArn, keyStatement } from './key.ts';
import { parameterArn } from './name.ts';
import { pythonReader, typescriptReader } from './reference-sdk.ts';
import { pinned, type Referred } from './referred.ts';

/** One way to read a parameter from elsewhere: text to copy, and what to know about it. */
export interface Reference {
  readonly title: string;
  readonly text: string;
  readonly note?: string;
}

/**
 * The only properties in which CloudFormation resolves ssm-secure.
 * AWS CloudFormation User Guide, "Resources that support dynamic parameter patterns for secure strings".
 */
export const secureProperties: readonly string[] = [
  'AWS::DirectoryService::MicrosoftAD Password',
  'AWS::DirectoryService::SimpleAD Password',
  'AWS::ElastiCache::ReplicationGroup AuthToken',
  'AWS::IAM::User LoginProfile.Password',
  'AWS::KinesisFirehose::DeliveryStream RedshiftDestinationConfiguration.Password',
  'AWS::OpsWorks::App AppSource.Password',
  'AWS::OpsWorks::Stack CustomCookbooksSource.Password',
  'AWS::OpsWorks::Stack RdsDbInstances.DbPassword',
  'AWS::RDS::DBCluster MasterUserPassword',
  'AWS::RDS::DBInstance MasterUserPassword',
  'AWS::Redshift::Cluster MasterUserPassword',
];

/** A word of a shell: in single quotes, whatever it holds. */
export const shellWord = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** How to read a parameter: CloudFormation, ECS, Lambda, the command line, TypeScript, Python, and the rights that it takes. Pure text, no value. */
export function references(of: Referred): readonly Reference[] {
  return [
    cloudFormation(of),
    ecs(of),
    ...lambda(of),
    commandLine(of),
    {
      title: 'SDK for TypeScript',
      text: typescriptReader(of),
      note: 'AWS gives 10 parameters a page: without the paginator the eleventh is missing.',
    },
    {
      title: 'SDK for Python',
      text: pythonReader(of),
      note: 'AWS gives 10 parameters a page: without the paginator the eleventh is missing.',
    },
    iam(of),
  ];
}

const dynamic = ({ name, type, version }: Referred): string =>
  `{{resolve:${type === 'SecureString' ? 'ssm-secure' : 'ssm'}:${name}${version === undefined ? '' : `:${version}`}}}`;

function cloudFormation(of: Referred): Reference {
  const newest =
    of.version === undefined
      ? 'Without a version, a stack takes the newest one when it is updated, and notices no new one by itself.'
      : 'A stack takes this version until its template names another.';
  const limits = `CloudFormation resolves no labels, and nothing of another account. ${newest}`;
  if (of.type !== 'SecureString') return { title: 'CloudFormation', text: dynamic(of), note: limits };
  const note = `ssm-secure works only in these properties: ${secureProperties.join('; ')}. Elsewhere the stack fails: let the program read it when it starts. ${limits}`;
  return { title: 'CloudFormation', text: dynamic(of), note };
}

function ecs({ name, type, env }: Referred): Reference {
  const secrets = [{ name: variableOf(name), valueFrom: parameterArn(env, name) }];
  return {
    title: 'ECS task definition',
    text: JSON.stringify({ secrets }, null, 2),
    note: `Read when a task starts, by the task execution role: it needs ssm:GetParameters${type === 'SecureString' ? ' and, with a key of your own, kms:Decrypt' : ''}. A running task keeps the value it began with.`,
  };
}

function lambda(of: Referred): readonly Reference[] {
  const { name, type, version } = of;
  const asked = new URLSearchParams({
    name,
    ...(version !== undefined && { version: `${version}` }),
    ...(type === 'SecureString' && { withDecryption: 'true' }),
  });
  const extension: Reference = {
    title: 'Lambda, by the parameters extension',
    text: [
      `const answer = await fetch('http://localhost:2773/systemsmanager/parameters/get?${asked}', {`,
      "  headers: { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN ?? '' },",
      '});',
      'const { Parameter } = (await answer.json()) as { Parameter: { Value: string } };',
    ].join('\n'),
    note: 'The layer AWS-Parameters-and-Secrets-Lambda-Extension keeps the value for 5 minutes, so that AWS is asked less often. It answers only within an invocation.',
  };
  if (type === 'SecureString') return [extension];
  const variable: Reference = {
    title: 'Lambda, as a variable set by CloudFormation',
    text: `Environment:\n  Variables:\n    ${variableOf(name)}: ${JSON.stringify(dynamic(of))}`,
    note: 'The value is fixed when the stack is deployed, and everyone who may read the function reads it. Not for secrets: ssm-secure does not work here.',
  };
  return [variable, extension];
}

function commandLine(of: Referred): Reference {
  const secret = of.type === 'SecureString';
  return {
    title: 'Command line',
    // A name may begin with a hyphen: behind the equals sign it is no option.
    text: `aws ssm get-parameter --name=${shellWord(pinned(of))} --region ${of.env.region} --query Parameter.Value --output text${secret ? ' --with-decryption' : ''}`,
    ...(secret && {
      note: 'It prints the secret: onto the screen, into a recording of the terminal, into the log of a pipeline. Read it into a variable, or let the program read it itself.',
    }),
  };
}

/** The rights to read it: exactly its ARN, and its key only for values that this key encrypted for it. */
function iam(of: Referred): Reference {
  const arn = parameterArn(of.env, of.name);
  const read = { Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: arn };
  const key = of.type === 'SecureString' ? keyStatement(of.env, of.keyId, arn) : undefined;
  const policy = { Version: '2012-10-17', Statement: [read, ...(key ? [key] : [])] };
  const ownKey = of.type === 'SecureString' && keyArn(of.env, of.keyId) === undefined;
  return {
    title: 'IAM policy',
    text: JSON.stringify(policy, null, 2),
    note: `Its ARN is ${arn}. To read a whole path, allow ssm:GetParametersByPath on the ARN of the path.${
      ownKey ? " AWS's own key alias/aws/ssm needs no line: it lets everyone decrypt who may read the parameter." : ''
    }`,
  };
}

/** 'DB_HOST' for /myapp/prod/db-host: a legal name of a variable, whatever the name. */
function variableOf(name: string): string {
  const last = (name.split('/').at(-1) ?? '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(last) ? last : `PARAMETER_${last}`.replace(/_$/, '');
}
