/** An account and a region: what AWS counts calls and parameters by. */
export interface Where {
  readonly account: string;
  readonly region: string;
}

/** Waits until one more call may be made that reads parameters. `bulk`: one of very many, which lets every other go ahead. */
export type Turn = (bulk: boolean) => Promise<void>;

/** How many parameters of each tier there are. */
export interface ParameterCount {
  readonly standard: number;
  readonly advanced: number;
}

/** What was counted last, by whoever looked through all of them: of at most a day. */
export interface CountMemory {
  remember(count: ParameterCount): Promise<void>;
  recall(): Promise<ParameterCount | undefined>;
}
