interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

/** AWS publishes few of these numbers; they are of the order that accounts see. */
const limits: Readonly<Record<string, Limit>> = {
  'ssm.SendCommand': { perSecond: 10, burst: 20 },
  'ssm.CancelCommand': { perSecond: 10, burst: 20 },
  'ssm.ListCommandInvocations': { perSecond: 5, burst: 15 }, // it throttles accounts that ask it in a loop (aws-rfdk#1723)
  'sts.AssumeRole': { perSecond: 100, burst: 200 },
  'sts.GetCallerIdentity': { perSecond: 100, burst: 200 },
  's3.GetObject': { perSecond: 5500, burst: 5500 }, // each prefix
  's3.HeadObject': { perSecond: 5500, burst: 5500 },
  'logs.GetLogEvents': { perSecond: 25, burst: 25 }, // CloudWatch Logs quotas, as are the next three
  'logs.FilterLogEvents': { perSecond: 5, burst: 5 },
  'logs.DescribeLogStreams': { perSecond: 5, burst: 5 },
  'logs.DescribeLogGroups': { perSecond: 10, burst: 10 },
  'ec2.DescribeInstances': { perSecond: 20, burst: 100 },
  'ssm.parameters': { perSecond: 40, burst: 40 }, // Systems Manager quotas: the default throughput, shared by GetParameter, GetParameters, PutParameter
};

/** Operations with one limit for all of them. What GetParametersByPath may is not published: it is held to the same. */
const shared: Readonly<Record<string, string>> = Object.fromEntries(
  ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter'].map((name) => [`ssm.${name}`, 'ssm.parameters']),
);
const reads: Limit = { perSecond: 20, burst: 40 };

/** Whether a call is admitted; `times` raises or lowers every limit. */
export type Throttle = (where: string, operation: string, times: number) => boolean;

/** A token bucket for each account, region and operation, or what operations share, by the wall's clock. */
export function createThrottle(now: () => number = Date.now): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (where, called, times) => {
    const operation = shared[called] ?? called;
    const limit = limits[operation] ?? reads;
    const perSecond = limit.perSecond * times;
    const burst = limit.burst * times;
    const key = `${where}/${operation}`;
    const bucket = buckets.get(key) ?? { tokens: burst, at: now() };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now() - bucket.at) / 1000) * perSecond);
    bucket.at = now();
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}
