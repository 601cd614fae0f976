import { z } from 'zod';

/** What environments, groups and freezes are called: policies and lines name them so. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'a name is at most 30 of a-z, 0-9 and -');
