import { methods, methodTitle, type StartLine, seriesColours } from 'mbib/jobs';
import { byId, make } from '../elements';
import type { Memory } from '../worker/messages';

/** The part of the page with the progress of the training and its errors. */
export class ProgressView {
  private readonly status = byId('status', HTMLElement);
  private readonly error = byId('error', HTMLElement);
  private readonly restart = byId('restart', HTMLButtonElement);
  private readonly bars = byId('bars', HTMLElement);
  private starts: StartLine[] = [];

  say(text: string): void {
    this.status.textContent = text;
  }

  /**
   * Shows an error.
   *
   * @param restartable whether there is a training that can be started again
   */
  fail(message: string, restartable: boolean): void {
    byId('error-text', HTMLElement).textContent = message;
    this.restart.hidden = !restartable;
    this.error.hidden = false;
  }

  /** Hides the error. */
  clear(): void {
    this.error.hidden = true;
  }

  begin(starts: StartLine[]): void {
    this.starts = starts;
    this.bars.hidden = false;
    const colours = seriesColours(
      starts.map(({ method }) => method),
      methods,
    );
    this.bars.replaceChildren(
      ...starts.map(({ method, steps, epochs }, run) => {
        const bar = make('progress', { max: steps * epochs, value: 0 });
        bar.style.accentColor = colours[run]!;
        return make('label', {}, make('span', { textContent: methodTitle(method, methods) }), bar);
      }),
    );
  }

  /**
   * Shows how far a run is.
   *
   * @param epoch number of finished epochs
   * @param step number of finished steps of the epoch after them
   */
  step(run: number, epoch: number, step: number): void {
    const { method, steps, epochs } = this.starts[run]!;
    const label = this.bars.children[run]!;
    const under =
      epoch < epochs ? `epoch ${epoch + 1} of ${epochs}, step ${step} of ${steps}` : `${epochs} epochs`;
    label.querySelector('span')!.textContent = `${methodTitle(method, methods)}: ${under}`;
    label.querySelector('progress')!.value = epoch * steps + step;
  }

  /** Writes the worker's number of tensors into the page's data attributes, for tests. */
  remember({ tensors, baseline }: Memory): void {
    document.body.dataset.tensors = String(tensors);
    document.body.dataset.baseline = String(baseline);
  }
}
