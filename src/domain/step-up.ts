/**
 * ok             the code is right, and was not used before
 * wrong          not the code of now
 * used           right, but it was used already
 * locked         too many wrong ones; it opens by itself
 * not enrolled   the configuration names no secret for this person
 */
export type CodeAnswer = 'ok' | 'wrong' | 'used' | 'locked' | 'not enrolled';

/** Proof that who clicks holds more than a chat account: a code of their authenticator app. */
export interface StepUp {
  /** Takes the code: the same one is not right a second time, in any process. */
  check(person: string, code: string): Promise<CodeAnswer>;
}
