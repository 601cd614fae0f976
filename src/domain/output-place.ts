import { z } from 'zod';

/** Where Run Command writes whole output: a bucket, with a prefix if one is wanted. */
export const s3Place = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.{0,400})?$/, 'write it as BUCKET or BUCKET/PREFIX');

/** The name of a log group of CloudWatch Logs: the characters of CreateLogGroup's logGroupName. */
export const logGroupName = z.string().regex(/^[\w./#-]{1,512}$/, 'a log group has letters, digits and . - _ / #');
