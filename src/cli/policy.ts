import { relative } from 'node:path';
import { loadPolicy } from '../auth/policy/load.ts';
import { readConfig } from '../config.ts';
import { actions } from '../workflows/index.ts';
import type { Command, World } from './command.ts';
import { explainUsage, runExplain } from './policy/explain.ts';
import type { Installed } from './policy/installed.ts';
import { runCases, testUsage } from './policy/run-cases.ts';

const usage = `ssm-chatops policy test [--cases FILE]        run the cases beside the policies: what must come of them
ssm-chatops policy explain --who ... --what ... --where ...   say which policies decide, and what would change it
Both read only the configuration (SSM_CHATOPS_CONFIG, default ./ssm-chatops.yml): no token, no Slack, no AWS.
ssm-chatops policy test --help and policy explain --help tell all.`;

/** Tries policies out before the bot runs on them. Throws UserError where the configuration or the policies are not right. */
export const run: Command = async ([first, ...rest], world) => {
  const wantsHelp = rest.includes('--help') || rest.includes('-h');
  if (first === 'test') return wantsHelp ? said(world, testUsage) : runCases(rest, await installed(world), world);
  if (first === 'explain') return wantsHelp ? said(world, explainUsage) : runExplain(rest, await installed(world), world);
  world.out(usage);
  return first === '--help' || first === '-h' || first === 'help' ? 0 : 2;
};

function said({ out }: World, text: string): number {
  out(text);
  return 0;
}

async function installed({ env }: World): Promise<Installed> {
  const config = await readConfig(env.SSM_CHATOPS_CONFIG || './ssm-chatops.yml');
  const { policies, timezone } = config;
  // What is printed can be clicked in a terminal, and is short where people work.
  const near = relative(process.cwd(), policies);
  const folder = near.startsWith('..') ? policies : near || '.';
  return { ...config, folder, policy: await loadPolicy({ folder, actions, timezone }) };
}
