import { stringify } from 'yaml';
import { listOf, type RunbookStep, textOf } from '../content.ts';

/** Plugins of Command documents, which are no actions of a runbook. Source: "Command document plugin reference". */
const plugins: ReadonlySet<string> = new Set([
  ...['aws:applications', 'aws:cloudWatch', 'aws:configureDocker', 'aws:configurePackage', 'aws:domainJoin', 'aws:downloadContent'],
  ...['aws:psModule', 'aws:refreshAssociation', 'aws:runDockerAction', 'aws:runDocument', 'aws:runPowerShellScript'],
  ...['aws:runShellScript', 'aws:softwareInventory', 'aws:updateAgent', 'aws:updateSsmAgent'],
]);

const documents: Readonly<Record<string, string>> = {
  'aws:runShellScript': 'AWS-RunShellScript',
  'aws:runPowerShellScript': 'AWS-RunPowerShellScript',
  'aws:configurePackage': 'AWS-ConfigureAWSPackage',
  'aws:runDocument': 'AWS-RunDocument',
  'aws:updateSsmAgent': 'AWS-UpdateSSMAgent',
};

// A proposal that nobody can read on a screen is none.
const mostScript = 2_000;

export const isPlugin = (action: string): boolean => plugins.has(action);

/**
 * The step that does the same by aws:runCommand, as YAML to take over. For a script it is whole but for the instances, where the
 * runbook says none; for other plugins it names the document of AWS, if there is one.
 * @param instance what fills InstanceIds: '{{ InstanceId }}'
 */
export function asRunCommand(step: RunbookStep, instance: string): string {
  const { name, action, inputs, given } = step;
  const isScript = action === 'aws:runShellScript' || action === 'aws:runPowerShellScript';
  const { runCommand, workingDirectory, timeoutSeconds } = inputs;
  const commands = typeof runCommand === 'string' ? [runCommand] : listOf(runCommand);
  const fits = JSON.stringify(commands).length <= mostScript;
  const seconds = timeoutSeconds ?? undefined;
  const { name: _name, action: _action, inputs: _inputs, ...rest } = given;
  const written = {
    name,
    action: 'aws:runCommand',
    ...rest,
    inputs: {
      DocumentName: documents[action] ?? 'the Command document that has it',
      InstanceIds: [instance],
      ...(isScript && {
        Parameters: {
          commands: fits ? commands : ['the lines of runCommand, as they stand now'],
          ...(textOf(workingDirectory) !== undefined && { workingDirectory: [workingDirectory] }),
          ...(seconds !== undefined && { executionTimeout: [String(seconds)] }),
        },
      }),
    },
  };
  return stringify([written], { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}
