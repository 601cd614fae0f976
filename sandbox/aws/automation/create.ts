import { randomUUID } from 'node:crypto';
import type { StartAutomationExecutionRequest } from '@aws-sdk/client-ssm';
import type { DocumentVersion, SsmDocument } from '../document.ts';
import { versionOf } from '../document.ts';
import { findDocument } from '../documents.ts';
import type { Caller } from '../principal.ts';
import { refuse } from '../refusal.ts';
import type { Place, World } from '../world.ts';
import type { Automation, FanOut, StepExecution } from './execution.ts';
import { firstVariables } from './given.ts';
import type { RunbookContent, RunbookStep } from './runbook.ts';

export interface Definition {
  readonly document: SsmDocument;
  readonly version: DocumentVersion;
  readonly runbook: RunbookContent;
}

/** Finds a runbook and a version of it, or refuses as the service does. */
export function findDefinition(place: Place, name: string, wanted: string | undefined): Definition {
  const document = findDocument(place, name);
  if (document?.type !== 'Automation')
    return refuse('AutomationDefinitionNotFoundException', `Automation definition with name ${name} not found.`);
  const version = versionOf(document, wanted);
  if (!version?.runbook)
    return refuse('AutomationDefinitionVersionNotFoundException', `Automation definition ${name} has no version ${wanted}.`);
  return { document, version, runbook: version.runbook };
}

const pending = (step: RunbookStep): StepExecution => ({ step, id: randomUUID(), status: 'Pending', attempts: 0, inputs: {}, outputs: {} });

/** What is decided about an execution before it begins. */
export interface Wish {
  readonly id: string;
  readonly place: Place;
  readonly definition: Definition;
  readonly input: StartAutomationExecutionRequest;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly executedBy: string;
  readonly caller: Caller;
  readonly fanOut?: FanOut;
  readonly parentId?: string;
  readonly target?: string;
  readonly crossAccount?: boolean;
}

/** Adds an execution to its place. It begins when it is next looked at, at this time. */
export function create(world: World, wish: Wish): Automation {
  const { definition, fanOut, place, input } = wish;
  const now = world.clock.now();
  const automation: Automation = {
    ...wish,
    ...definition,
    variables: firstVariables(definition.runbook),
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    startedAt: now,
    visibleAt: Date.now() + world.visibilityMs,
    steps: fanOut ? [] : definition.runbook.mainSteps.map(pending),
    crossAccount: wish.crossAccount ?? false,
    status: 'Pending',
    current: 0,
    movedTo: now,
    nextAt: now,
    outputs: {},
  };
  place.automations.push(automation);
  return automation;
}
