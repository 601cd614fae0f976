import type { Json } from '../world.ts';

/** An answer with ok: false, named as Slack names it. */
export class ApiError extends Error {
  readonly extra: Json;
  constructor(name: string, extra: Json = {}) {
    super(name);
    this.extra = extra;
  }
}
