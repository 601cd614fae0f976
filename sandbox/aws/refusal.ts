/** An answer by which a service refuses a call: its error code, its words and the HTTP status. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}

/** Ends the call with a service's own error. */
export function refuse(code: string, message: string, status = 400): never {
  throw new Refusal(code, message, status);
}
