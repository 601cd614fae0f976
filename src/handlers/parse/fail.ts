import type { UserError } from '../../errors.ts';

/**
 * What is done about something wrong in a line. The strict reading throws it; for a form it is kept, with the key of the
 * field that it is about, and the reading goes on with what can be read.
 */
export type Fail = (error: UserError, key?: string) => void;

export const strictly: Fail = (error) => {
  throw error;
};
