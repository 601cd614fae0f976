/** What was asked cannot be done as asked. The message is shown: what was wrong, what is right, what to do now. */
export class UserError extends Error {
  override name = 'UserError';
}

/**
 * Only AWS could say that what was typed is a secret: such requests keep nothing of the fields that may hold one. The message
 * never has it.
 */
export class SecretTyped extends UserError {
  override name = 'SecretTyped';
}

/** The person may not do this. The message is shown; it names the way to the right. */
export class DeniedError extends Error {
  override name = 'DeniedError';
}

/** The request moved on meanwhile: a second click, another worker, an old button. Nothing was changed. */
export class ConflictError extends Error {
  override name = 'ConflictError';
}

/** AWS, Slack or Redis did not answer as they should. What was asked may be asked again. */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
  readonly service: 'AWS' | 'Slack' | 'Redis';
  constructor(service: 'AWS' | 'Slack' | 'Redis', message: string, cause?: unknown) {
    super(message, { cause });
    this.service = service;
  }
}
