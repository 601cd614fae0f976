import { pino } from 'pino';

/** Facts for whoever runs the bot: never a secret, never a whole payload, never words for a person in Slack. */
export interface Log {
  info(facts: object, what: string): void;
  warn(facts: object, what: string): void;
  error(facts: object, what: string): void;
  debug(facts: object, what: string): void;
}

/** JSON lines on standard output. `level`: LOG_LEVEL; 'silent' writes nothing. */
export function createLog(level = 'info'): Log {
  return pino({ level, base: { app: 'ssm-chatops' }, serializers: { err: briefly }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** An error's name, words and place. Its other fields may hold a whole request and stay out. */
function briefly(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message: message.slice(0, 500),
    stack: stack?.slice(0, 2_000),
    cause: cause instanceof Error ? `${cause.name}: ${cause.message.slice(0, 500)}` : undefined,
  };
}

/** A line on standard output, beside the log and whatever its level is. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
