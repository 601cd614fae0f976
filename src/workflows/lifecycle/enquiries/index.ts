import type { Enquiry } from '../../../domain/enquiry.ts';
import { looks } from '../../index.ts';
import type { Desk } from '../desk.ts';
import { again, retry } from './again.ts';
import { audit } from './audit.ts';
import { cancel } from './cancel.ts';
import { env } from './env.ts';
import { freezeList } from './freeze.ts';
import { list } from './list.ts';
import { asEnquiry } from './look.ts';
import { output } from './output.ts';
import { scheduleAdd } from './schedule.ts';
import { scheduleChanges } from './schedule-change.ts';
import { scheduleList } from './schedule-list.ts';
import { status } from './status.ts';
import { whoami } from './whoami.ts';

/** What can be asked about requests and environments, beside the operations. */
export const enquiries: readonly Enquiry<Desk>[] = [
  status,
  list,
  output,
  retry,
  again,
  cancel,
  env,
  whoami,
  freezeList,
  audit,
  scheduleAdd,
  scheduleList,
  ...scheduleChanges,
  ...looks.map(asEnquiry),
] as unknown as readonly Enquiry<Desk>[];
