/** One account and region, with the roles through which it is observed and operated. */
export interface Environment {
  readonly name: string;
  readonly label: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly roles: { readonly observe: string; readonly operate: string };
  readonly externalId?: string | undefined;
  readonly defaults: RateDefaults;
}

/** Rate controls always have a value: these, where the request names none. Rates are '20%' or a number. */
export interface RateDefaults {
  readonly concurrency: string;
  readonly errors: string;
  readonly timeout: string;
}
