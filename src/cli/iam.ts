import { UserError } from '../errors.ts';
import type { Command } from './command.ts';

export const run: Command = async () => {
  throw new UserError('Not built yet.');
};
