/**
 * The charts of the report. Each is a function of a data set and a width in pixels that returns an SVG element. The page must have
 * the colours of style.css.
 *
 * @example
 * ```ts
 * const [dataSet] = groupRuns([run], methods);
 * document.body.append(classAccuracy(dataSet, 640)); // 640 pixels wide
 * ```
 */
export { classAccuracy, classCounts, classDifference } from './class-charts';
export {
  accuracyByGroup,
  accuracyBySeries,
  hasGroup,
  learningRate,
  trainingAccuracy,
  trainingLoss,
} from './training-charts';
