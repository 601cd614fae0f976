import type { MessageKind } from '../../src/domain/message.ts';
import type { Harm, Verb, When } from './ambush.ts';

/** Where the bot is struck, once the run has come so far. */
export type Watch =
  | { readonly on: 'record'; readonly verb: Verb; readonly wave?: number; readonly when: When }
  | { readonly on: 'shown'; readonly kind: MessageKind; readonly mark: 'posting' | 'posted'; readonly when: When }
  /** `since`: only after this change of the record. Calls that name no request are taken from whoever makes them. */
  | {
      readonly on: 'aws';
      readonly operation: string;
      readonly since: Verb;
      readonly when: When;
      readonly harm: Harm;
      /** Only a call with such a body. */
      readonly only?: RegExp;
    }
  | { readonly on: 'slack'; readonly method: string; readonly kind?: MessageKind; readonly when: When; readonly harm: Harm }
  | { readonly on: 'time' };

/**
 * What people do in the run.
 * approved   48 machines in two waves; Ana asks, Bo approves
 * free       5 machines in one wave; nobody has to agree
 * cancelled  a long script on 5 machines, which Ana cancels
 */
export type Plot = 'approved' | 'free' | 'cancelled';

export interface Point {
  readonly name: string;
  readonly plot: Plot;
  /** Struck one after the other. */
  readonly watches: readonly Watch[];
}

const record = (plot: Plot, verb: Verb, when: When, wave?: number): Point => ({
  name: `record: ${when} ${verb}${wave === undefined ? '' : ` of wave ${wave + 1}`}`,
  plot,
  watches: [{ on: 'record', verb, when, ...(wave !== undefined && { wave }) }],
});

const shown = (kind: MessageKind, mark: 'posting' | 'posted', when: When): Point => ({
  name: `mark: ${when} ${mark} ${kind}`,
  plot: kind === 'approval' ? 'approved' : 'free',
  watches: [{ on: 'shown', kind, mark, when }],
});

const aws = (operation: string, since: Verb, when: When, harm: Harm, plot: Plot = 'approved'): Point => ({
  name: `AWS: ${operation}: ${harm} ${when}`,
  plot,
  watches: [{ on: 'aws', operation, since, when, harm }],
});

const slack = (method: string, when: When, harm: Harm, kind?: MessageKind): Point => ({
  name: `Slack: ${method}${kind ? ` ${kind}` : ''}: ${harm} ${when}`,
  plot: kind === 'approval' || kind === undefined ? 'approved' : 'free',
  watches: [{ on: 'slack', method, when, harm, ...(kind && { kind }) }],
});

const intent: Watch = { on: 'record', verb: 'starting', wave: 0, when: 'after' };
/** Following names commands or filters them; only the look-up for a lost command pages through all. */
const lookUp: Watch = {
  on: 'aws',
  operation: 'ListCommands',
  since: 'starting',
  when: 'after',
  harm: 'kill',
  only: /^(?!.*(CommandId|Filters))/,
};

/** All points, the most telling first: a short pass takes them from the top. */
export const points: readonly Point[] = [
  aws('SendCommand', 'starting', 'after', 'kill'),
  slack('chat.postMessage', 'after', 'kill', 'final'),
  record('free', 'starting', 'after', 0),
  slack('chat.postMessage', 'after', 'kill', 'root'),
  record('approved', 'started', 'before', 0),
  slack('chat.postMessage', 'after', 'hang', 'approval'),
  record('approved', 'approved', 'after'),
  shown('final', 'posted', 'before'),
  aws('SendCommand', 'starting', 'after', 'hang', 'free'),
  record('cancelled', 'cancel-asked', 'after'),
  record('free', 'requested', 'after'),
  { name: 'at a random time', plot: 'approved', watches: [{ on: 'time' }] },

  record('free', 'requested', 'before'),
  record('approved', 'planned', 'before'),
  record('approved', 'planned', 'after'),
  record('approved', 'confirmed', 'before'),
  record('approved', 'confirmed', 'after'),
  record('approved', 'verdict-given', 'before'),
  record('approved', 'verdict-given', 'after'),
  record('approved', 'approved', 'before'),
  record('approved', 'starting', 'before', 0),
  record('approved', 'starting', 'after', 0),
  record('approved', 'started', 'after', 0),
  record('approved', 'starting', 'before', 1),
  record('approved', 'starting', 'after', 1),
  record('approved', 'started', 'before', 1),
  record('free', 'progressed', 'before'),
  record('free', 'progressed', 'after'),
  record('free', 'finished', 'before'),
  record('free', 'finished', 'after'),
  record('cancelled', 'cancel-asked', 'before'),
  record('cancelled', 'stop-asked', 'before'),
  record('cancelled', 'stop-asked', 'after'),

  shown('root', 'posting', 'before'),
  shown('root', 'posting', 'after'),
  shown('root', 'posted', 'before'),
  shown('approval', 'posting', 'after'),
  shown('approval', 'posted', 'before'),
  shown('final', 'posting', 'before'),
  shown('final', 'posting', 'after'),

  aws('AssumeRole', 'requested', 'after', 'kill'),
  aws('AssumeRole', 'confirmed', 'before', 'hang'),
  aws('AssumeRole', 'confirmed', 'after', 'drop+kill'),
  aws('SendCommand', 'starting', 'before', 'kill'),
  aws('SendCommand', 'starting', 'before', 'drop', 'free'),
  aws('SendCommand', 'starting', 'before', 'drop+kill'),
  aws('SendCommand', 'starting', 'after', 'drop'),
  aws('SendCommand', 'starting', 'after', 'drop+kill'),
  aws('ListCommands', 'started', 'before', 'kill', 'free'),
  aws('ListCommands', 'started', 'after', 'hang', 'free'),
  aws('ListCommandInvocations', 'started', 'before', 'kill', 'free'),
  aws('ListCommandInvocations', 'started', 'after', 'drop+kill', 'free'),
  aws('CancelCommand', 'cancel-asked', 'before', 'kill', 'cancelled'),
  aws('CancelCommand', 'cancel-asked', 'after', 'kill', 'cancelled'),
  aws('CancelCommand', 'cancel-asked', 'after', 'hang', 'cancelled'),
  {
    name: 'twice: after starting and at the look-up',
    plot: 'free',
    watches: [intent, lookUp],
  },
  {
    name: 'twice: AWS accepted and before started',
    plot: 'approved',
    watches: [
      { on: 'aws', operation: 'SendCommand', since: 'starting', when: 'after', harm: 'kill' },
      { on: 'record', verb: 'started', wave: 0, when: 'before' },
    ],
  },

  slack('chat.postMessage', 'before', 'kill', 'root'),
  slack('chat.postMessage', 'after', 'hang', 'root'),
  slack('chat.postMessage', 'before', 'kill', 'approval'),
  slack('chat.postMessage', 'after', 'kill', 'approval'),
  slack('chat.postMessage', 'before', 'kill', 'final'),
  slack('chat.postMessage', 'after', 'hang', 'final'),
  slack('chat.postMessage', 'after', 'drop+kill', 'final'),
  slack('chat.update', 'before', 'kill'),
  slack('chat.update', 'after', 'kill'),
  slack('chat.update', 'after', 'hang'),
  {
    name: 'twice: final posted and before its mark',
    plot: 'free',
    watches: [
      { on: 'slack', method: 'chat.postMessage', kind: 'final', when: 'after', harm: 'kill' },
      { on: 'shown', kind: 'final', mark: 'posted', when: 'before' },
    ],
  },
  { name: 'at a random time of a cancelled run', plot: 'cancelled', watches: [{ on: 'time' }] },
  { name: 'at two random times', plot: 'approved', watches: [{ on: 'time' }, { on: 'time' }] },
];
