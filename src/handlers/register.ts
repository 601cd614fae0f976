import type { App } from '@slack/bolt';
import { registerActions } from './actions.ts';
import { registerCommand } from './command.ts';
import type { Front } from './front.ts';
import { loadRules } from './kept-out.ts';
import { registerMention } from './mention.ts';
import { registerOptions } from './options.ts';
import { registerShortcuts } from './shortcuts.ts';
import { registerSubmissions } from './submissions.ts';
import { registerWorkflowSteps } from './workflow-step.ts';

/** Everything that Slack can deliver to this bot. */
export function register(app: App, front: Front): void {
  loadRules(front);
  registerCommand(app, front);
  registerActions(app, front);
  registerSubmissions(app, front);
  registerOptions(app, front);
  registerShortcuts(app, front);
  registerMention(app, front);
  registerWorkflowSteps(app, front);
  app.error(async (error) => front.log.error({ err: error }, 'a delivery failed'));
}
