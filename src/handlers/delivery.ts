import type { PersonRef } from '../domain/person.ts';

interface Body {
  readonly trigger_id?: string;
  readonly team?: { readonly id?: string } | null;
  readonly enterprise?: { readonly id?: string } | null;
  readonly user?: { readonly id: string; readonly team_id?: string; readonly username?: string; readonly name?: string };
  readonly response_url?: string;
  readonly view?: { readonly id: string };
}

/** An interaction as Slack delivers it, with only what the handlers may believe. */
export interface Delivery {
  readonly by: PersonRef;
  readonly enterprise: string | undefined;
  readonly trigger: string;
  readonly responseUrl: string | undefined;
  readonly viewId: string | undefined;
}

/** Slack names the clicker's own workspace in user.team_id; team is where the app is installed. */
export function deliveryOf(body: object): Delivery {
  const { user, team, enterprise, trigger_id: trigger = '', response_url: responseUrl, view } = body as Body;
  return {
    by: { id: user?.id ?? '', team: user?.team_id ?? team?.id ?? '', name: user?.username ?? user?.name ?? user?.id ?? '' },
    enterprise: enterprise?.id,
    trigger,
    responseUrl,
    viewId: view?.id,
  };
}
