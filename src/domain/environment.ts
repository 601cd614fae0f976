import type { ParameterRules } from './parameter-rules.ts';

/** One account and region, with the roles through which it is observed and operated. */
export interface Environment {
  readonly name: string;
  readonly label: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly roles: {
    readonly observe: string;
    readonly operate: string;
    /** What runbooks may assume; none: they run with the request's own session. */
    readonly runbook?: string | undefined;
  };
  readonly externalId?: string | undefined;
  readonly defaults: RateDefaults;
  /** Where whole output goes, if the request does not say: 'bucket/prefix', the name of a log group. */
  readonly output: { readonly s3?: string | undefined; readonly logGroup?: string | undefined };
  /** Only targets with all of these tags are of this environment: key -> value. */
  readonly requiredTags: Readonly<Record<string, string>>;
  readonly parameters: ParameterRules;
}

/** Rate controls always have a value: these, where the request names none. Rates are '20%' or a number. */
export interface RateDefaults {
  readonly concurrency: string;
  readonly errors: string;
  readonly timeout: string;
}
