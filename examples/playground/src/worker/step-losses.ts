import type { StepLoss } from '../state/run';

/** Most points of a curve by step: as many as pixels that it has. */
const POINTS = 400;

const INTERVAL_MS = 200;

/** Collects the losses of the steps, thinned to what a curve can show, and hands them on a few times a second. */
export class StepLosses {
  private readonly stride: number;
  private pending: StepLoss[] = [];
  private sum = 0;
  private count = 0;
  private step = 0;
  private lastSent = 0;

  /**
   * @param steps of the whole training
   * @param send called with the points since the last time and the number of steps that are done
   */
  constructor(
    steps: number,
    private readonly send: (steps: StepLoss[], done: number) => void,
  ) {
    this.stride = Math.max(1, Math.ceil(steps / POINTS));
  }

  /** Adds the loss of the next step. */
  add(loss: number): void {
    this.step++;
    this.sum += loss;
    this.count++;
    if (this.count < this.stride) return;
    this.pending.push({ step: this.step, loss: this.sum / this.count });
    this.sum = 0;
    this.count = 0;
  }

  /** Sends what there is, where it is time to. */
  tell(done: number, now = performance.now()): void {
    if (now - this.lastSent >= INTERVAL_MS) this.flush(done, now);
  }

  /** Sends what there is. */
  flush(done: number, now = performance.now()): void {
    this.lastSent = now;
    this.send(this.pending.splice(0), done);
  }
}
