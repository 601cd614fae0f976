import { parseArgs } from 'node:util';
import { UnavailableError, UserError } from '../errors.ts';
import { exportAudit } from './audit/export.ts';
import { verify } from './audit/verify.ts';
import type { Command } from './command.ts';

const usage = `ssm-chatops audit verify [--seals FILE] [--json]
  Proves the audit in Redis: each request's chain, each record, each seal. Wants SSM_CHATOPS_KEY and REDIS_URL.
  --seals FILE  a log or a copy of the audit channel, with the lines of seals in it: what left Redis is held against Redis.
                Without it, rows that were removed from the end together with their seals and records are not found.
  --json        one JSON object instead of words
  Exit code: 0 whole, 1 not whole, 2 it could not be looked at.

ssm-chatops audit export [--since TIME] [--until TIME] [--format jsonl|csv]
  Writes rows out, oldest first, with their MACs. Wants REDIS_URL.
  TIME is of UTC: 2026-11-01, 2026-11-01T14:00 or 2026-11-01T14:00:00Z; --since is included, --until is not.
  jsonl is a JSON object a line; csv has a heading, and no cell that a spreadsheet would take for a formula.`;

/** Proves the audit, or writes it out. */
export const run: Command = async (args, world) => {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seals: { type: 'string' },
        json: { type: 'boolean', default: false },
        since: { type: 'string' },
        until: { type: 'string' },
        format: { type: 'string', default: 'jsonl' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) world.out(usage);
    else if (positionals.length === 1 && positionals[0] === 'verify') return await verify(values, world);
    else if (positionals.length === 1 && positionals[0] === 'export') await exportAudit(values, world);
    else throw new UserError(usage);
    return 0;
  } catch (error) {
    const known =
      error instanceof UserError || error instanceof UnavailableError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (!known) throw error;
    // Not 1: a script must not take it for an audit that is not whole.
    world.out((error as Error).message);
    return 2;
  }
};
