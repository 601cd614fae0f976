import { readFile, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import type { Stage } from './stage.ts';

/** Sets some of the configuration's settings as the file writes them; what starts next reads them. */
export async function configure({ settings }: Stage, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const file = settings.SSM_CHATOPS_CONFIG;
  const now = parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, stringify({ ...now, ...changes }));
}
