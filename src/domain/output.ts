import type { Execution } from './execution.ts';

/** A wave that AWS took, with the targets that it was sent to. */
export interface RanWave<C = unknown> {
  readonly execution: Execution;
  readonly targets: readonly string[];
  readonly call: C;
}

/** One stream of one target, as it was read: neither cleaned nor masked. */
export interface Stream {
  readonly text: string;
  /** It goes on where this ends: AWS, or the bot, keeps only so many characters here. */
  readonly keeps?: number | undefined;
  /** Bytes of the whole, where they are known. */
  readonly bytes?: number | undefined;
}

/** What one target said. Plain data, so that any operation's output is grouped, masked and shown alike. */
export interface OutputOf {
  readonly target: string;
  /** 'apart': it never ran, or was stopped. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'apart';
  /** AWS's word for it: 'Success', 'ExecutionTimedOut', ... */
  readonly status: string;
  readonly exitCode?: number | undefined;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Where the whole is kept, in words: 's3://bucket/prefix'. */
  readonly whole?: string | undefined;
  /** Why the whole could not be read from there. Shown. */
  readonly note?: string | undefined;
}

export const noStream: Stream = { text: '' };
export const isCut = (stream: Stream): boolean => stream.keeps !== undefined;
