import { type Config, readConfig, readSettings, type Settings } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, problem } = findingsOf('settings');

export interface Installation {
  /** Undefined: they are not right, and nothing else can be looked at. */
  readonly settings?: Settings;
  /** Undefined: the file is not right. */
  readonly config?: Config;
  readonly findings: readonly Finding[];
}

/** Reads the environment and the configuration as the bot does; each thing that is not right is a finding. */
export async function readInstallation(env: NodeJS.ProcessEnv): Promise<Installation> {
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    return { findings: inLines(error, 'environment', 'Set it in the environment of the bot: docs/operations.md lists the variables.') };
  }
  const file = settings.SSM_CHATOPS_CONFIG;
  const read = ok('environment', 'The variables are as they should be.');
  try {
    const config = await readConfig(file);
    const names = config.environments.map(({ name }) => name).join(', ');
    return { settings, config, findings: [read, ok('configuration', `${file} is as it should be: ${names}.`)] };
  } catch (error) {
    return { settings, findings: [read, ...inLines(error, 'configuration', `Correct it in ${file}, as config.example.yml shows.`)] };
  }
}

/** One finding for each indented line of the error: '  SLACK_BOT_TOKEN is not set: ...', '  environments.prod.region: ...'. */
function inLines(error: unknown, name: string, fix: string): Finding[] {
  if (!(error instanceof UserError)) throw error;
  const lines = error.message.split('\n').filter((line) => line.startsWith('  '));
  if (lines.length === 0) return [problem(name, error.message, fix)];
  return lines.map((line) => {
    const [, place = name, says = line.trim()] = /^ {2}(\S+?):? (.*)$/.exec(line) ?? [];
    return problem(place, says, fix);
  });
}
