import { methodRank, methodTitle, type StartLine } from 'mbib/jobs';
import { byId, make } from '../elements';
import type { Memory } from '../worker/messages';

/** How far the training is, and what went wrong. */
export class ProgressView {
  private readonly status = byId('status', HTMLElement);
  private readonly error = byId('error', HTMLElement);
  private readonly restart = byId('restart', HTMLButtonElement);
  private readonly bars = byId('bars', HTMLElement);
  private starts: StartLine[] = [];

  say(text: string): void {
    this.status.textContent = text;
  }

  /** @param restartable whether there is a training to start again */
  fail(message: string, restartable: boolean): void {
    byId('error-text', HTMLElement).textContent = message;
    this.restart.hidden = !restartable;
    this.error.hidden = false;
  }

  /** Takes away what went wrong before. */
  clear(): void {
    this.error.hidden = true;
  }

  begin(starts: StartLine[]): void {
    this.starts = starts;
    this.bars.hidden = false;
    this.bars.replaceChildren(
      ...starts.map(({ method, steps, epochs }) => {
        const bar = make('progress', { max: steps * epochs, value: 0 });
        bar.style.accentColor = `var(--series-${methodRank(method)})`;
        return make('label', {}, make('span', { textContent: methodTitle(method) }), bar);
      }),
    );
  }

  /**
   * @param epoch completed ones
   * @param step of the epoch under way
   */
  step(run: number, epoch: number, step: number): void {
    const { method, steps, epochs } = this.starts[run]!;
    const label = this.bars.children[run]!;
    const under =
      epoch < epochs ? `epoch ${epoch + 1} of ${epochs}, step ${step} of ${steps}` : `${epochs} epochs`;
    label.querySelector('span')!.textContent = `${methodTitle(method)}: ${under}`;
    label.querySelector('progress')!.value = epoch * steps + step;
  }

  /** Leaves the worker's count of tensors on the page, where tests and the curious find it. */
  remember({ tensors, baseline }: Memory): void {
    document.body.dataset.tensors = String(tensors);
    document.body.dataset.baseline = String(baseline);
  }
}
