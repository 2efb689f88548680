import * as tf from '@tensorflow/tfjs-core';
import type { EpochSums } from '../log/epoch-sums';
import { DivergedError, type Divergence } from './diverged-error';

const READ_INTERVAL_SECONDS = 0.25;

/** Which step of which training. */
export type StepPlace = Omit<Divergence, 'loss'>;

/**
 * Sums the loss and the correct predictions of the steps of an epoch. A GPU has to stop for each number that is read from
 * it, so the steps' results are left there and read together a few times a second; the sums do not depend on when.
 */
export class StepMeter {
  private pending: { result: tf.Tensor1D; images: number; place: StepPlace }[] = [];
  private lastRead = Number.NEGATIVE_INFINITY;

  /**
   * @param sums counted up in place
   * @param onLoss told the loss of each step when it has been read
   */
  constructor(
    readonly sums: EpochSums,
    private readonly onLoss?: (loss: number, place: StepPlace) => void,
  ) {}

  /**
   * @param result `[loss, correct]` of a step, freed when it has been read
   * @param place which step it is, for the error where its loss is not finite
   */
  add(result: tf.Tensor1D, images: number, place: StepPlace): void {
    this.pending.push({ result, images, place });
  }

  /** Whether it is time to read. */
  get due(): boolean {
    return performance.now() - this.lastRead > READ_INTERVAL_SECONDS * 1000;
  }

  /** @throws DivergedError where a loss is not finite */
  async read(): Promise<void> {
    const read = this.pending.splice(0);
    try {
      for (const { result, images, place } of read) {
        const [loss, correct] = await result.data<'float32'>();
        if (!Number.isFinite(loss)) throw new DivergedError({ ...place, loss: loss! });
        this.sums.loss += loss! * images;
        this.sums.correct += correct!;
        this.sums.images += images;
        this.onLoss?.(loss!, place);
      }
    } finally {
      tf.dispose(read.map(({ result }) => result));
    }
    this.lastRead = performance.now();
  }
}
