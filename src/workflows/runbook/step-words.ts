import { actions } from './actions.ts';
import { listOf, mapOf, type RunbookStep, textOf } from './content.ts';
import { durationWords, secondsOf } from './duration.ts';
import { stepNamed, targetsOf } from './flow.ts';

/** What a step does, in a sentence without its end: 'run AWS-RunPatchBaseline on {{ InstanceId }}, goes on if it fails'. */
export const stepWords = (step: RunbookStep): string => [doneBy(step), ...turns(step)].join(', ');

function doneBy({ action, inputs, steps, ...step }: RunbookStep): string {
  const of = (name: string, otherwise = '(not said)') => shown(inputs[name]) || otherwise;
  const call = `${of('Service')} ${of('Api')}`;
  switch (action) {
    case 'aws:approve': {
      const least = shown(inputs.MinRequiredApprovals) || '1';
      return `wait for ${least} of ${of('Approvers')} to approve`;
    }
    case 'aws:assertAwsResourceProperty':
      return `make sure that ${call} gives ${of('DesiredValues').replaceAll(', ', ' or ')} at ${of('PropertySelector')}`;
    case 'aws:waitForAwsResourceProperty':
      return `wait until ${call} gives ${of('DesiredValues').replaceAll(', ', ' or ')} at ${of('PropertySelector')}`;
    case 'aws:branch':
      return branchWords({ action, inputs, steps, ...step });
    case 'aws:changeInstanceState': {
      const isCheck = shown(inputs.CheckStateOnly) === 'true';
      const verb = verbs.get(of('DesiredState'));
      if (isCheck) return `wait until ${of('InstanceIds')} is ${of('DesiredState')}`;
      return verb === undefined ? `bring ${of('InstanceIds')} to the state ${of('DesiredState')}` : `${verb} ${of('InstanceIds')}`;
    }
    case 'aws:copyImage':
      return `copy the image ${of('SourceImageId')} of ${of('SourceRegion')} as ${of('ImageName')}`;
    case 'aws:createImage':
      return `create an image of ${of('InstanceId')}${restartWords(shown(inputs.NoReboot))}`;
    case 'aws:createTags':
      return `tag ${of('ResourceIds')}`;
    case 'aws:deleteImage':
      return `delete the image ${of('ImageId')} and its snapshots`;
    case 'aws:createStack':
    case 'aws:deleteStack':
      return `${action === 'aws:createStack' ? 'create' : 'delete'} the stack ${of('StackName')}`;
    case 'aws:executeAwsApi':
      return `call ${call}`;
    case 'aws:executeScript':
      return `run a script (${of('Runtime')})`;
    case 'aws:loop': {
      const many = steps.length === 1 ? 'a step' : `${steps.length} steps`;
      return inputs.Iterators === undefined ? `repeat ${many} while its condition holds` : `repeat ${many} for each of ${of('Iterators')}`;
    }
    case 'aws:runCommand':
      return `run ${of('DocumentName')} on ${of('InstanceIds', targetsShown(inputs.Targets))}`;
    case 'aws:runInstances':
      return `launch instances of ${of('ImageId')}`;
    case 'aws:sleep': {
      const seconds = secondsOf(of('Duration'));
      return inputs.Duration === undefined
        ? `sleep until ${of('Timestamp')}`
        : `sleep ${seconds === undefined ? of('Duration') : durationWords(seconds)}`;
    }
    case 'aws:updateVariable':
      return `set ${of('Name')} to ${of('Value')}`;
    default: {
      const main = ['DocumentName', 'FunctionName', 'IntegrationName', 'stateMachineArn'].map((name) => shown(inputs[name])).find(Boolean);
      const words = actions.get(action)?.words ?? `${action || 'no action'}, which Automation does not know`;
      return [words, main].filter(Boolean).join(' ');
    }
  }
}

const restartWords = (noReboot: string): string =>
  noReboot === 'true' ? ' without a restart' : noReboot.includes('{{') ? ', which may restart it' : ', which restarts it';

const verbs: ReadonlyMap<string, string> = new Map([
  ['running', 'start'],
  ['stopped', 'stop'],
  ['terminated', 'terminate'],
]);

function branchWords(step: RunbookStep): string {
  const choices = listOf(step.inputs.Choices).map(
    (choice) => `${textOf(mapOf(choice).NextStep) ?? '(not said)'} if ${condition(mapOf(choice))}`,
  );
  const { otherwise } = targetsOf(step);
  return `go on with ${[...choices.slice(0, 5), ...(choices.length > 5 ? [`${choices.length - 5} more choices`] : []), `else ${otherwise ?? 'the next one'}`].join(', ')}`;
}

function condition(given: Readonly<Record<string, unknown>>): string {
  for (const key of ['And', 'Or'] as const)
    if (given[key] !== undefined)
      return listOf(given[key])
        .slice(0, 5)
        .map((each) => condition(mapOf(each)))
        .join(key === 'And' ? ' and ' : ' or ');
  if (given.Not !== undefined) return `not ${condition(mapOf(given.Not))}`;
  const [operator = '(not said)'] = Object.keys(given).filter((key) => key !== 'Variable' && key !== 'NextStep');
  return `${shown(given.Variable)} ${spaced(operator)} ${shown(given[operator])}`;
}

/** 'NumericGreater' -> 'numeric greater'. */
const spaced = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

function turns({ maxAttempts = 1, timeoutSeconds, onFailure = 'Abort', nextStep, isEnd, isCritical, action }: RunbookStep): string[] {
  const failed = stepNamed(onFailure);
  return [
    ...(timeoutSeconds !== undefined && actions.get(action)?.waits ? [`at most ${durationWords(timeoutSeconds)}`] : []),
    ...(maxAttempts > 1 ? [`up to ${maxAttempts} times`] : []),
    ...(onFailure === 'Continue' ? ['goes on if it fails'] : failed === undefined ? [] : [`if it fails ${failed}`]),
    ...(isCritical === false ? ['its failure does not count'] : []),
    ...(isEnd ? ['then ends'] : nextStep === undefined ? [] : [`then ${nextStep}`]),
  ];
}

const targetsShown = (targets: unknown): string =>
  listOf(targets)
    .map((each) => `${shown(mapOf(each).Key)} ${shown(mapOf(each).Values)}`)
    .join(', ')
    .slice(0, 120) || '(not said)';

/** A value in a sentence: short, and without line ends. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  const words = Array.isArray(value) ? value.map(shown).join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
