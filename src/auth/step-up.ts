import { Secret, TOTP } from 'otpauth';
import type { Clock } from '../domain/clock.ts';
import type { StepUp } from '../domain/step-up.ts';

/** What is remembered of codes, shared by all processes. */
export interface CodeMemory {
  isLocked(person: string): Promise<boolean>;
  countWrong(person: string): Promise<void>;
  /** False where this step of time, or a later one, was used by this person before. */
  take(person: string, step: number): Promise<boolean>;
}

export interface StepUpOptions {
  /** Person -> generation of the secret; another number is another secret. Who is not here has none. */
  readonly generations: Readonly<Record<string, number>>;
  /** Made anew each time from the bot's key: no secret rests anywhere. */
  secretFor(person: string, generation: number): Buffer;
  readonly memory: CodeMemory;
  readonly clock: Clock;
}

const period = 30; // seconds: what every authenticator app assumes
/** Codes of the step before and after count too: a phone's clock is never quite right. */
const window = 1;

export function createStepUp({ generations, secretFor, memory, clock }: StepUpOptions): StepUp {
  return {
    async check(person, code) {
      const generation = Object.hasOwn(generations, person) ? generations[person] : undefined;
      if (generation === undefined) return 'not enrolled';
      if (await memory.isLocked(person)) return 'locked';
      const totp = authenticator(person, secretFor(person, generation));
      const timestamp = clock.now();
      const delta = totp.validate({ token: code.replaceAll(/\s/g, ''), timestamp, window });
      if (delta === null) {
        await memory.countWrong(person);
        return 'wrong';
      }
      const step = Math.floor(timestamp / 1_000 / period) + delta;
      return (await memory.take(person, step)) ? 'ok' : 'used';
    },
  };
}

/** RFC 6238 with the parameters that all apps know: SHA-1, 6 digits, 30 seconds. `toString()` is the otpauth address. */
export const authenticator = (label: string, secret: Buffer): TOTP =>
  new TOTP({
    issuer: 'ssm-chatops',
    label,
    period,
    digits: 6,
    algorithm: 'SHA1',
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
