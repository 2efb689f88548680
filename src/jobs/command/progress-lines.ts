import { count, duration, NONE, percent } from '../log/format';
import type { EpochLine, EpochResult, GroupAccuracy } from '../log/run-log';
import type { EncodingEvent, EpochProgress } from '../run/run-events';

/** `epoch 3/20  step 45/85  loss 3.214  412 images/s  1 h 12 min left`. */
export function stepLine({
  epoch,
  epochs,
  step,
  steps,
  loss,
  imagesPerSecond,
  secondsLeft,
}: EpochProgress): string {
  return [
    `epoch ${epoch}/${epochs}`,
    `step ${step}/${steps}`,
    `loss ${figure(loss, 3)}`,
    `${rate(imagesPerSecond)} images/s`,
    `${duration(secondsLeft)} left`,
  ].join('  ');
}

/** `encoding pictures 1,200/6,900  3 min left`. */
export function encodingLine({ done, total, secondsLeft }: EncodingEvent): string {
  return `encoding pictures ${count(done)}/${count(total)}  ${duration(secondsLeft)} left`;
}

/** What an epoch came to: loss, accuracy on the training images, on those that `measured` names now and at best. */
export function epochLine(line: EpochLine, epochs: number, best: EpochResult, measured = 'test'): string {
  return [
    `epoch ${line.epoch}/${epochs}`,
    `loss ${figure(line.loss, 3)}`,
    `train ${percent(line.trainAccuracy)} %`,
    `${measured} ${groups(line.accuracy)}`,
    `best ${percent(best.accuracy.all)} (epoch ${best.epoch})`,
    `${rate(line.imagesPerSecond)} images/s`,
    duration(line.seconds),
  ].join('  ');
}

/** `all 41.3  many 65.0  medium 42.8  few 12.1`, and `unseen 0.0` where classes were never trained on. */
export function groups({ all, many, medium, few, unseen = null }: GroupAccuracy): string {
  const trained = `all ${percent(all)}  many ${percent(many)}  medium ${percent(medium)}  few ${percent(few)}`;
  return unseen === null ? trained : `${trained}  unseen ${percent(unseen)}`;
}

/** At least two digits: a network for photographs may take many seconds an image. */
function rate(perSecond: number | null): string {
  return figure(perSecond, perSecond === null || perSecond >= 100 ? 0 : perSecond < 1 ? 2 : 1);
}

function figure(value: number | null, digits: number): string {
  return value !== null && Number.isFinite(value) ? value.toFixed(digits) : NONE;
}
