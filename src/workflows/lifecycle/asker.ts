import type { Person, PersonRef } from '../../domain/person.ts';
import type { Request } from '../../domain/request.ts';
import type { Desk } from './desk.ts';

/**
 * Slack does not say which workflow a step is of: all of them are this one. Who may build workflows with the step is set in Slack.
 * No person has such an id.
 */
export const anyWorkflow = (team: string): PersonRef => ({ id: 'workflow-builder', team, name: 'a workflow', workflow: true });

/** Whoever asked, as they are now: a person is looked up afresh. Throws DeniedError for whom the bot does not serve. */
export const askerOf = async ({ people }: Pick<Desk, 'people'>, { asker }: Pick<Request, 'asker'>): Promise<Person> =>
  asker.workflow ? { ...asker, groups: [] } : people.person(asker.id, asker.team, { fresh: true });
