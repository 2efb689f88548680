import { printable } from '../../data/text/quoted';
import type { ExperimentRun } from '../../experiment/expand';
import { duration, percent } from '../../log/format';
import { plural } from '../../log/words';
import type { EpochProgress, RunEvent } from '../../run/run-events';
import { guardOutput } from '../guard-output';
import { noticeOf } from '../telling/notice-of';
import type { ProgressStream } from '../telling/progress';
import { fitted, type Paint } from '../terminal/print';
import { type Column, table } from '../terminal/table';
import { terminalOf } from '../terminal/terminal';
import { cutTo } from '../terminal/width';
import { wrapLine } from '../terminal/wrap';

/** How a run of this process stands. */
interface Active {
  since: number;
  progress?: EpochProgress;
  accuracy?: number | null;
}

const INTERVAL_MILLISECONDS = 250;

const boardColumns: readonly Column[] = [
  { title: 'run', left: true },
  { title: 'setting', left: true, cut: true },
  { title: 'seed', rank: 3 },
  { title: 'epoch' },
  { title: 'loss', rank: 4 },
  { title: 'accuracy', rank: 1 },
  { title: 'left', rank: 2 },
];

/**
 * Tells a person how an experiment goes. On a terminal a table shows the runs under way, below lines that stay for those that are done;
 * elsewhere each event is a line.
 *
 * @example
 * ```ts
 * const board = new ExperimentBoard('table9', runs);
 * board.started(runs[0]);
 * board.finished(runs[0]);
 * board.close();
 * ```
 */
export class ExperimentBoard {
  private readonly active = new Map<ExperimentRun, Active>();
  /** What was told of some run, which is told once of all of them. */
  private readonly told = new Set<string>();
  private readonly begun = performance.now();
  private drawn = 0;
  private shown = Number.NEGATIVE_INFINITY;
  private finishedHere = 0;
  private done = 0;
  private failures = 0;

  /**
   * @param title of the experiment
   * @param runs all of it
   */
  constructor(
    private readonly title: string,
    private readonly runs: readonly ExperimentRun[],
    private readonly stream: ProgressStream = process.stdout,
  ) {
    guardOutput(stream);
  }

  /** Writes a line that stays. */
  line(text: string, paint?: Paint): void {
    this.clear();
    this.stream.write(`${fitted(text, this.stream, paint)}\n`);
    this.draw(true);
  }

  /** Tells that runs were finished before. */
  already(count: number): void {
    this.done += count;
    if (count > 0) this.line(`${plural(count, 'run')} of ${this.runs.length} finished before`);
  }

  /** Tells that a run is under way. */
  started(run: ExperimentRun): void {
    this.active.set(run, { since: performance.now() });
    if (!this.isLive) this.line(`${this.nameOf(run)}  started`);
    else this.draw(true);
  }

  /** Hears how a run goes. A notice, as which backend computes, is printed once for all runs that it is true of. */
  tell(run: ExperimentRun, event: RunEvent): void {
    const own = this.active.get(run);
    if (!own) return;
    const notice = noticeOf(event);
    if (notice && !this.told.has(notice.text)) {
      this.told.add(notice.text);
      this.line(notice.text, notice.paint);
    }
    if (event.type === 'step') own.progress = event;
    if (event.type === 'epoch') {
      own.accuracy = event.line.accuracy.all;
      const { epoch, accuracy } = event.line;
      if (!this.isLive)
        this.line(
          `${this.nameOf(run)}  epoch ${epoch}/${event.epochs}  ${event.measured} ${percent(accuracy.all)} %`,
        );
    }
    this.draw(false);
  }

  /** Tells that a run is finished. */
  finished(run: ExperimentRun): void {
    const own = this.active.get(run);
    this.active.delete(run);
    this.done++;
    this.finishedHere++;
    const accuracy = own?.accuracy === undefined ? '' : `  ${percent(own.accuracy)} %`;
    const time = own ? `  ${duration((performance.now() - own.since) / 1000)}` : '';
    this.line(`${this.nameOf(run)}  finished${accuracy}${time}  (${this.done} of ${this.runs.length})`);
  }

  /** Tells that another process has finished a run. */
  elsewhere(run: ExperimentRun): void {
    this.active.delete(run);
    this.done++;
    this.line(`${this.nameOf(run)}  finished by another process  (${this.done} of ${this.runs.length})`);
  }

  /** Tells that a run cannot be finished. */
  failed(run: ExperimentRun, reason: string): void {
    this.active.delete(run);
    this.failures++;
    this.line(`${this.nameOf(run)}  failed: ${reason}`, (text, { red }) => red(text));
  }

  /** Tells that a run is not under way here any more. */
  left(run: ExperimentRun): void {
    this.active.delete(run);
    this.draw(true);
  }

  /** Takes the table away. */
  close(): void {
    this.clear();
    this.active.clear();
  }

  private nameOf({ index, label, seed }: ExperimentRun): string {
    return `${String(index).padStart(3, '0')}  ${label}, seed ${seed}`;
  }

  /** Whether the table can be drawn over. */
  private get isLive(): boolean {
    return terminalOf(this.stream).live;
  }

  private clear(): void {
    if (this.drawn > 0) this.stream.write(`\r\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }

  private draw(now: boolean): void {
    if (!this.isLive || this.active.size === 0) return;
    if (!now && performance.now() - this.shown < INTERVAL_MILLISECONDS) return;
    this.clear();
    this.shown = performance.now();
    const rows = [...this.active].map(([run, { progress, accuracy }]) => {
      const { epoch, epochs, loss, secondsLeft } = progress ?? {};
      return [
        String(run.index).padStart(3, '0'),
        run.label,
        String(run.seed),
        epoch === undefined ? 'starting' : `${epoch}/${epochs}`,
        loss == null ? '' : loss.toFixed(3),
        accuracy === undefined ? '' : `${percent(accuracy)} %`,
        secondsLeft === undefined ? '' : duration(secondsLeft),
      ];
    });
    // A line longer than the terminal would wrap, and wrapped lines cannot be counted.
    const most = Math.max(0, this.stream.columns - 1);
    const summary = wrapLine(printable(this.summary()), most, '  ').split('\n');
    const lines = [...summary, ...table(boardColumns, rows, most)];
    this.stream.write(lines.map((text) => `${cutTo(printable(text), most)}\n`).join(''));
    this.drawn = lines.length;
  }

  private summary(): string {
    const waiting = this.runs.length - this.done - this.failures - this.active.size;
    const elapsed = (performance.now() - this.begun) / 1000;
    const left = this.runs.length - this.done - this.failures;
    const parts = [
      `${this.title}: ${this.done} of ${this.runs.length} ${this.runs.length === 1 ? 'run' : 'runs'} finished`,
      `${this.active.size} under way`,
      `${waiting} to come`,
      ...(this.failures > 0 ? [`${this.failures} failed`] : []),
      ...(this.finishedHere > 0 ? [`about ${duration((elapsed / this.finishedHere) * left)} left`] : []),
    ];
    return parts.join(', ');
  }
}
