import type { connectPeople } from '../support/people.ts';

/** One whole story: asked, approved by somebody else, run on the fleet, told in the thread. Throws where it stops. */
export async function tellStory(slack: Awaited<ReturnType<typeof connectPeople>>): Promise<void> {
  const ana = slack.person('U0ANA');
  const bo = slack.person('U0BO');
  await ana.types('/ssm run tag:App=myapp tag:Env=prod --reason smoke -- uptime', 'incident-42');
  const card = await ana.sees('incident-42', /50 instances match/, { within: 20_000 });
  await ana.clicks(card, 'Ask for approval');
  const root = await ana.sees('incident-42', /Waits for 1 of sre-leads/, { within: 20_000 });
  const approval = await bo.seesInThread('incident-42', root.ts, /asks/, { within: 20_000 });
  await bo.clicks(approval, 'Read the plan');
  await bo.submits(await bo.seesModal(/Wave 2: 8 instances/, { within: 20_000 }));
  await ana.sees('incident-42', /48 of 48 succeeded in/, { within: 60_000 });
}
