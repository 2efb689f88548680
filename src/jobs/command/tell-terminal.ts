import { describeUnreadable } from '../photos/unreadable-image-error';
import type { Tell } from '../run/run-events';
import { Progress, type ProgressStream } from './progress';
import { encodingLine, epochLine, stepLine } from './progress-lines';

/**
 * Tells a person at a terminal how a run goes: lines that stay, such as one for each epoch, and one that changes from step to step.
 * Where the output is no terminal, that one is printed every half a minute.
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
  return (event) => {
    switch (event.type) {
      case 'backend':
        return progress.line(`Backend: ${event.reason}`);
      case 'weights':
        return progress.line(`Backbone: ${event.count} weights from ${event.from}`);
      case 'skipped':
        return progress.line(describeUnreadable(event));
      case 'note':
        return progress.line(event.text);
      case 'encoding':
        return progress.live(() => encodingLine(event));
      case 'step':
        return progress.live(() => stepLine(event));
      case 'evaluating':
        return progress.live(() => `${stepLine(event)}  evaluating`);
      case 'epoch':
        return progress.line(epochLine(event.line, event.epochs, event.best, event.measured));
      case 'end':
        return progress.clear();
    }
  };
}
