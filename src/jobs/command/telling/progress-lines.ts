import { count, duration, NONE, percent } from '../../log/format';
import type { EpochLine, EpochResult, GroupAccuracy } from '../../log/run-log';
import type { DecodingEvent, EncodingEvent, EpochProgress } from '../../run/run-events';
import { widthOf } from '../terminal/width';

/**
 * `epoch 3/20  step 45/85  loss 3.214  412 images/s  1 h 12 min left`. Where it is too long, speed, loss and step are left out, in
 * this order.
 *
 * @param width of the longest line
 * @param doing what is done at the end of an epoch
 */
export function stepLine(
  { epoch, epochs, step, steps, loss, imagesPerSecond, secondsLeft }: EpochProgress,
  width = Number.POSITIVE_INFINITY,
  doing?: string,
): string {
  return partsWithin(width, [
    [0, `epoch ${epoch}/${epochs}`],
    [1, `step ${step}/${steps}`],
    [2, `loss ${figure(loss, 3)}`],
    [3, `${rate(imagesPerSecond)} images/s`],
    [0, `${duration(secondsLeft)} left`],
    ...(doing === undefined ? [] : [[0, doing] as const]),
  ]);
}

/** `encoding pictures 1,200/6,900  3 min left`. */
export function picturesLine({ type, done, total, secondsLeft }: DecodingEvent | EncodingEvent): string {
  return `${type} pictures ${count(done)}/${count(total)}  ${duration(secondsLeft)} left`;
}

/** The parts of a line, without those of the highest rank where it would be too long. */
function partsWithin(width: number, parts: readonly (readonly [rank: number, text: string])[]): string {
  const line = parts.map(([, text]) => text).join('  ');
  const last = parts.reduce((most, [rank]) => Math.max(most, rank), 0);
  if (widthOf(line) <= width || last === 0) return line;
  return partsWithin(
    width,
    parts.filter(([rank]) => rank !== last),
  );
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
export function groups(accuracy: GroupAccuracy): string {
  return groupParts(accuracy).join('  ');
}

/** The parts of {@link groups}, each with its figure. */
export function groupParts({ all, many, medium, few, unseen = null }: GroupAccuracy): string[] {
  const trained = Object.entries({ all, many, medium, few });
  const shown: [string, number | null][] = unseen === null ? trained : [...trained, ['unseen', unseen]];
  return shown.map(([name, value]) => `${name} ${percent(value)}`);
}

/** At least two digits: a network for photographs may take many seconds an image. */
export function rate(perSecond: number | null): string {
  return figure(perSecond, perSecond === null || perSecond >= 100 ? 0 : perSecond < 1 ? 2 : 1);
}

export function figure(value: number | null, digits: number): string {
  return value !== null && Number.isFinite(value) ? value.toFixed(digits) : NONE;
}
