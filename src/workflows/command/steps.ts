import type { CommandPlugin } from '@aws-sdk/client-ssm';
import type { Stream } from '../../domain/output.ts';

const kept = 2_500; // ListCommandInvocations with Details: of a step, both streams together

/** What the steps of a document said, both streams as the agent put them together. */
export function stepsOf(plugins: readonly CommandPlugin[]): Stream {
  const said = plugins.map(({ Name = '', Output = '' }) => (plugins.length > 1 && Output !== '' ? `== ${Name}\n${Output}` : Output));
  const isCut = plugins.some(({ Output = '' }) => Output.length >= kept || /---(?:Output|Error) truncated-/.test(Output));
  return { text: said.filter(Boolean).join('\n'), keeps: isCut ? kept : undefined };
}
