import type { Enquiry } from '../../../domain/enquiry.ts';
import type { Desk } from '../desk.ts';
import { cancel } from './cancel.ts';
import { env } from './env.ts';
import { list } from './list.ts';
import { status } from './status.ts';

/** What can be asked about requests and environments, beside the operations. */
export const enquiries: readonly Enquiry<Desk>[] = [status, list, cancel, env] as unknown as readonly Enquiry<Desk>[];
