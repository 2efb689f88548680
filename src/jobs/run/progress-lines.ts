import { duration, percent } from '../log/format';
import type { GroupAccuracy } from '../log/run-log';
import type { RunState } from './run-state';

/** The size of a run. */
export interface RunSize {
  epochs: number;
  /** Steps an epoch. */
  steps: number;
  /** Training images an epoch. */
  images: number;
}

/** `epoch 3/20  step 45/85  loss 3.214  412 images/s  1 h 12 min left`. */
export function stepLine(
  { epoch, step, sums, evaluationSeconds }: RunState,
  { epochs, steps, images }: RunSize,
): string {
  // By the steps, as the sums lag behind them on a GPU.
  const imagesDone = (images * step) / steps;
  const imagesPerSecond = imagesDone / sums.seconds;
  const imagesLeft = (epochs - epoch) * images - imagesDone;
  const secondsLeft = imagesLeft / imagesPerSecond + (epochs - epoch) * evaluationSeconds;
  return [
    `epoch ${epoch + 1}/${epochs}`,
    `step ${step}/${steps}`,
    `loss ${figure(sums.loss / sums.images, 3)}`,
    `${rate(imagesPerSecond)} images/s`,
    `${duration(secondsLeft)} left`,
  ].join('  ');
}

/** What an epoch came to: loss, accuracy on the training images, on the test images now and at best. */
export function epochLine({ epoch, sums, evaluationSeconds, last, best }: RunState, epochs: number): string {
  return [
    `epoch ${epoch}/${epochs}`,
    `loss ${figure(sums.loss / sums.images, 3)}`,
    `train ${percent(sums.correct / sums.images)} %`,
    `test ${groups(last!.accuracy)}`,
    `best ${percent(best!.accuracy.all)} (epoch ${best!.epoch})`,
    `${rate(sums.images / sums.seconds)} images/s`,
    duration(sums.seconds + evaluationSeconds),
  ].join('  ');
}

/** `all 41.3  many 65.0  medium 42.8  few 12.1`. */
export function groups({ all, many, medium, few }: GroupAccuracy): string {
  return `all ${percent(all)}  many ${percent(many)}  medium ${percent(medium)}  few ${percent(few)}`;
}

/** At least two digits: a network for photographs may take many seconds an image. */
function rate(perSecond: number): string {
  return figure(perSecond, perSecond < 1 ? 2 : perSecond < 100 ? 1 : 0);
}

function figure(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}
