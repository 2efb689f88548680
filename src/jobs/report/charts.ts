/**
 * The figures of the report: pure functions from runs to SVG elements, for any page that has the colours of style.css.
 *
 * @example
 * const [dataSet] = groupRuns([run]);
 * document.body.append(classAccuracy(dataSet, 640)); // 640 pixels wide
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
