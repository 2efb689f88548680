import { printable, printableLines } from '../../data/text/quoted';
import { guardOutput } from '../guard-output';
import { fitted, type Paint } from '../terminal/print';
import { type Terminal, terminalOf } from '../terminal/terminal';
import { cutTo } from '../terminal/width';

const PLAIN_INTERVAL_SECONDS = 30;
const LIVE_INTERVAL_SECONDS = 0.1;

/** What lines of progress are written to, such as `process.stdout`. */
export interface ProgressStream {
  /** Whether it is a terminal. */
  isTTY: boolean;
  /** Width of the terminal, in characters. */
  columns: number;
  /** Writes a text. */
  write(text: string): unknown;
}

/**
 * Tells a person how a run goes: lasting lines, and one line in place that a terminal shows live. Where the output is
 * no terminal, the live line becomes a plain line every half a minute. Where the output cannot be written, nothing happens.
 *
 * @example
 * ```ts
 * const progress = new Progress();
 * progress.live(() => 'epoch 1/20  step 3/85');
 * progress.line('epoch 1/20  loss 4.1');
 * ```
 */
export class Progress {
  private shown = performance.now();
  private liveText = '';

  constructor(private readonly stream: ProgressStream = process.stdout) {
    guardOutput(stream);
  }

  /** How to write to the stream now. */
  get terminal(): Terminal {
    return terminalOf(this.stream);
  }

  /**
   * Writes a line that stays, broken between words where it is too long. What a terminal would obey, as a name from a file may have it, is
   * written out.
   *
   * @param paint gives it colours
   */
  line(text: string, paint?: Paint): void {
    this.clear();
    this.stream.write(`${fitted(text, this.stream, paint)}\n`);
  }

  /**
   * Replaces the live line.
   *
   * @param text is made only where it is shown, for the width that there is
   */
  live(text: (width: number) => string): void {
    const { live, width } = this.terminal;
    const elapsed = (performance.now() - this.shown) / 1000;
    if (elapsed < (live ? LIVE_INTERVAL_SECONDS : PLAIN_INTERVAL_SECONDS)) return;
    this.shown = performance.now();
    if (!live) {
      this.stream.write(`${printableLines(text(width))}\n`);
      return;
    }
    this.clear();
    // A line longer than the terminal would wrap, and a wrapped line cannot be replaced.
    this.liveText = cutTo(printable(text(width - 1)), width - 1);
    this.stream.write(this.liveText);
  }

  /** Removes the live line. */
  clear(): void {
    if (this.liveText) this.stream.write('\r\u001b[2K');
    this.liveText = '';
  }
}
