import { type AutomationExecution, ListTagsForResourceCommand, SendAutomationSignalCommand, type StepExecution } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { automationReads, executionArn, readAutomation } from '../../aws/automations.ts';
import { doneAtOnce, type Execution } from '../../domain/execution.ts';
import { type Aws, defineOperation, type OperationSpec, type StartContext } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { personTag } from './mark.ts';
import { inputOf, statusOf } from './steps.ts';
import { approvalWarnings, type Wanted } from './waits.ts';
import { executionField, executionId, stepName } from './words.ts';

type Signal = 'Approve' | 'Reject' | 'Resume';

interface AnswerCall {
  readonly execution: string;
  readonly step: string;
  readonly signal: Signal;
  readonly comment?: string | undefined;
}

interface Kind {
  readonly signal: Signal;
  readonly action: 'aws:approve' | 'aws:pause';
  readonly title: string;
  readonly hint: string;
}

const kinds = {
  approve: { signal: 'Approve', action: 'aws:approve', title: 'Approve a step of a runbook', hint: 'Told to AWS, with your name.' },
  reject: { signal: 'Reject', action: 'aws:approve', title: 'Reject a step of a runbook', hint: 'Told to AWS, with your name.' },
  resume: { signal: 'Resume', action: 'aws:pause', title: 'Resume a paused runbook', hint: 'Kept with this request.' },
} as const satisfies Record<string, Kind>;

const within = 60_000;
const mostCharacters = 512; // AutomationParameterValue

export const approveStep = answer('approve');
export const rejectStep = answer('reject');
export const resumeRunbook = answer('resume');

/** A step that waits for people is answered by a request of whoever clicks: policy, role, record and audit are those of any request. */
function answer(verb: keyof typeof kinds): OperationSpec {
  const { signal, action, title, hint }: Kind = kinds[verb];
  return defineOperation({
    name: `runbook.${verb}`,
    words: `runbook ${verb}`,
    title,
    risk: 'change',
    input: z.object({
      execution: executionId,
      step: stepName.optional(),
      comment: z.string().max(300, 'at most 300 characters').optional(),
    }),
    form: {
      execution: executionField,
      step: { kind: 'text', label: 'Step', at: 'words', optional: true, hint: 'Without it: the one that waits.' },
      comment: { kind: 'text', label: 'Comment', optional: true, hint, example: '"checked with the database team"' },
    },
    async plan({ execution, step: named, comment }, observer, env): Promise<Plan<AnswerCall>> {
      const found = await readAutomation(execution, observer);
      const step = waiting(found, action, named);
      const name = step.StepName ?? '';
      const starter = await starterOf(execution, observer);
      const words = inputOf(step, 'Message');
      const steps = found.StepExecutions ?? [];
      const next = steps[steps.findIndex(({ StepExecutionId: id }) => id === step.StepExecutionId) + 1]?.StepName;
      return {
        summary: `${signal} the step ${name} of ${found.DocumentName}`,
        nouns: { target: 'step', execution: 'signal' },
        quiet: true,
        facts: [
          { label: 'Runbook', value: `${found.DocumentName} version ${found.DocumentVersion}` },
          { label: 'Execution', value: execution },
          {
            label: 'After it',
            value: signal === 'Reject' ? 'the step fails, and the runbook does what it says for that' : (next ?? 'it is the last step'),
          },
        ],
        texts: [
          ...(typeof words === 'string' && words !== '' ? [{ label: 'The step says', text: words }] : []),
          { label: 'It runs with', text: parametersOf(found) },
        ],
        targets: [{ id: name }],
        warnings: signal === 'Resume' ? [] : approvalWarnings(wantedBy(step), env),
        waves: [{ targets: [name], call: { execution, step: name, signal, comment }, within }],
        notBy:
          starter === undefined || signal === 'Resume'
            ? undefined
            : { id: starter, why: 'You started this runbook; somebody else must answer for its step.' },
        tolerates: 0,
        pins: { step: step.StepExecutionId ?? '' },
        contexts: [{ document: found.DocumentName }],
      };
    },
    roles: (env) => ({
      observe: [...automationReads(env), { actions: ['ssm:ListTagsForResource'], resources: [executionArn(env, '*')] }],
      operate: [{ actions: ['ssm:SendAutomationSignal'], resources: [executionArn(env, '*')] }],
    }),
    iam: ({ call }, env) => [{ actions: ['ssm:SendAutomationSignal'], resources: [executionArn(env, call.execution)] }],
    async start({ call }, context, aws) {
      await aws.ssm.send(
        new SendAutomationSignalCommand({
          AutomationExecutionId: call.execution,
          SignalType: call.signal,
          // Resume wants the step's name; Approve and Reject take a comment alone (SendAutomationSignal).
          Payload: call.signal === 'Resume' ? { StepName: [call.step] } : { Comment: [commentOf(call, context)] },
        }),
      );
      return { execution: answered(call, aws) };
    },
    // A second Approve could answer the step after this one: so it is looked up, and never sent again.
    async recover({ call }, _key, observer) {
      const found = await readAutomation(call.execution, observer);
      const step = found.StepExecutions?.find(({ StepName: name }) => name === call.step);
      // Cancelled meanwhile, say: that was no answer of ours.
      return statusOf(step?.StepStatus) === (call.signal === 'Reject' ? 'failed' : 'succeeded') ? answered(call, observer) : 'not found';
    },
  });
}

/** The step that is meant. Throws UserError where none of that kind waits, or several do. */
function waiting(found: AutomationExecution, action: Kind['action'], named: string | undefined): StepExecution {
  const steps = found.StepExecutions ?? [];
  const all = steps.filter((step) => step.Action === action && step.StepStatus === 'Waiting');
  const meant = named === undefined ? all : all.filter(({ StepName: name }) => name === named);
  const [step, another] = meant;
  if (step && !another) return step;
  if (another) throw new UserError(`Several steps wait: ${meant.map(({ StepName: name }) => name).join(', ')}. Say which.`);
  const other = steps.find(({ StepName: name }) => name === named);
  const what = action === 'aws:approve' ? 'approval' : 'somebody to resume it';
  const how = other ? `The step ${named} is ${other.StepStatus}` : named === undefined ? 'No step of it' : `It has no step ${named} that`;
  throw new UserError(
    `${how}${other ? ', so it does not wait' : ' waits'} for ${what}. The execution is ${found.AutomationExecutionStatus}. Nothing was sent.`,
  );
}

/** The step as its inputs say it: JSON texts, where the runbook's content has values. */
const wantedBy = (step: StepExecution): Wanted => ({
  name: step.StepName ?? '',
  approvers: [inputOf(step, 'Approvers') ?? []].flat().map(String),
  least: Number(inputOf(step, 'MinRequiredApprovals') ?? 1),
});

/** Who started it, if that was somebody here. */
async function starterOf(execution: string, { ssm }: Aws): Promise<string | undefined> {
  const { TagList = [] } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Automation', ResourceId: execution }));
  return TagList.find(({ Key }) => Key === personTag)?.Value;
}

/** 'ana (U0ANA) in Slack, with bo (U0BO): checked' */
function commentOf({ comment }: AnswerCall, { asker, approvers }: StartContext): string {
  const named = ({ name, id }: StartContext['asker']) => `${name} (${id})`;
  const agreed = approvers.length > 0 ? `, with ${approvers.map(named).join(', ')}` : '';
  return `${named(asker)} in Slack${agreed}${comment === undefined ? '' : `: ${comment}`}`.slice(0, mostCharacters);
}

const answered = ({ execution, step }: AnswerCall, { clock }: Pick<Aws, 'clock'>): Execution =>
  doneAtOnce(`${execution}/${step}`, clock.now());

const parametersOf = ({ Parameters = {} }: AutomationExecution): string =>
  Object.entries(Parameters)
    .map(([name, values]) => `${name}: ${values.join(', ').replaceAll('\n', '\n    ')}`)
    .join('\n') || '(no parameters)';
