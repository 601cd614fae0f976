import { ErrorCode } from '@slack/web-api';

/** Slack's words for its own trouble: it passes, and the call may have taken effect. */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** Whether Slack said no for good (the channel was archived, the person is gone): trying again would not help. */
export function isRefusal(error: unknown): boolean {
  const { code, data } = error as { code?: string; data?: { error?: string } };
  return code === ErrorCode.PlatformError && !passing.has(data?.error ?? '');
}
