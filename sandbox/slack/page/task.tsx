import type { ReactNode } from 'react';
import { type Piece, wordsOf } from '../blocks/piece.ts';
import { Link } from './mrkdwn.tsx';
import { RichText } from './rich.tsx';

const statusWords: Record<string, [string, string]> = {
  pending: ['○', 'Pending'],
  in_progress: ['◐', 'In progress'],
  complete: ['✓', 'Complete'],
  error: ['✕', 'Failed'],
};

/** One step of a plan. */
export function TaskCard({ task }: { task: Piece }): ReactNode {
  const [sign, words] = statusWords[task.status ?? ''] ?? ['○', task.status ?? ''];
  return (
    <div className={`task ${task.status ?? ''}`} data-testid="task">
      <span className="task-sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <div className="task-title">
          {wordsOf(task.title)}
          <span className="muted">{` · ${words}`}</span>
        </div>
        {task.details ? <RichText block={task.details} /> : null}
        {task.output ? <RichText block={task.output} /> : null}
        {task.sources?.map((source) => (
          <Link key={source.url} url={source.url}>
            {source.text}
          </Link>
        ))}
      </div>
    </div>
  );
}

/** A plan: a title over its steps. */
export function Plan({ block }: { block: Piece }): ReactNode {
  return (
    <div className="plan">
      <div className="card-title">{wordsOf(block.title)}</div>
      {block.tasks?.map((task, index) => (
        <TaskCard key={String(task.task_id ?? index)} task={task} />
      ))}
    </div>
  );
}
