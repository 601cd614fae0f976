/** One command as a Redis client sent it. */
export interface RespCommand {
  readonly raw: Buffer;
  readonly args: readonly Buffer[];
}

const lineEnd = Buffer.from('\r\n');

/** Cuts what a client sends into commands; a command that is not whole yet waits for the rest. */
export function createCommandReader(): (chunk: Buffer) => RespCommand[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const commands: RespCommand[] = [];
    for (let command = readCommand(rest); command; command = readCommand(rest)) {
      commands.push(command);
      rest = rest.subarray(command.raw.length);
    }
    return commands;
  };
}

/** Clients send arrays of bulk strings alone (redis.io, "RESP protocol specification"). */
function readCommand(bytes: Buffer): RespCommand | undefined {
  const head = readNumber(bytes, 0, '*');
  if (!head) return undefined;
  let at = head.next;
  const args: Buffer[] = [];
  for (let i = 0; i < head.value; i += 1) {
    const length = readNumber(bytes, at, '$');
    if (!length || bytes.length < length.next + length.value + lineEnd.length) return undefined;
    args.push(bytes.subarray(length.next, length.next + length.value));
    at = length.next + length.value + lineEnd.length;
  }
  return { raw: bytes.subarray(0, at), args };
}

function readNumber(bytes: Buffer, at: number, sign: '*' | '$'): { value: number; next: number } | undefined {
  const end = bytes.indexOf(lineEnd, at);
  if (end < 0) return undefined;
  const line = bytes.toString('latin1', at, end);
  if (!line.startsWith(sign)) throw new Error(`A Redis client sent "${line.slice(0, 20)}" where a ${sign} was due.`);
  return { value: Number(line.slice(1)), next: end + lineEnd.length };
}
