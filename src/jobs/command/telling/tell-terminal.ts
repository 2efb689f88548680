import type { RunEvent, Tell } from '../../run/run-events';
import type { Paint } from '../terminal/print';
import { EpochTable } from './epoch-table';
import { noticeOf } from './notice-of';
import { Progress, type ProgressStream } from './progress';
import { epochLine, picturesLine, stepLine } from './progress-lines';

/**
 * Tells a person at a terminal how a run goes: a table with a row for each epoch, and one line that changes from step to step.
 * Where the output is no terminal, an epoch is one line with names before its figures, which does not change with the width, and the line of the
 * step is printed every half a minute.
 *
 * @param stream what it is written to; `process.stdout` if left out
 * @returns the `tell` of one run
 *
 * @example
 * ```ts
 * import { type Job, runJob, tellTerminal } from 'mbib/jobs';
 *
 * declare const job: Job;
 * await runJob(job, { epochs: 3 }, { tell: tellTerminal() });
 * ```
 */
export function tellTerminal(stream?: ProgressStream): Tell {
  const progress = new Progress(stream);
  const table = new EpochTable();
  return (event) => {
    const notice = noticeOf(event);
    if (notice) return progress.line(notice.text, notice.paint);
    switch (event.type) {
      case 'decoding':
      case 'encoding':
        return progress.live(() => picturesLine(event));
      case 'step':
        return progress.live((width) => stepLine(event, width));
      case 'evaluating':
        return progress.live((width) => stepLine(event, width, 'evaluating'));
      case 'epoch':
        return tellEpoch(event, progress, table);
      case 'end':
        return progress.clear();
    }
  };
}

const dimmed: Paint = (text, { dim }) => dim(text);

function tellEpoch(event: Extract<RunEvent, { type: 'epoch' }>, progress: Progress, table: EpochTable): void {
  const { line, epochs, best, measured } = event;
  const { width } = progress.terminal;
  if (!Number.isFinite(width)) {
    progress.line(epochLine(line, epochs, best, measured));
    return;
  }
  const { note, head, row } = table.linesFor(event, width);
  if (note !== undefined) progress.line(note, dimmed);
  if (head !== undefined) progress.line(head, dimmed);
  progress.line(row, best.epoch === line.epoch ? (text, { bold }) => bold(text) : undefined);
}
