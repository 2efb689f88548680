import { GROUPS } from '../log/groups';
import * as charts from './charts';
import type { DataSet } from './grouping/data-sets';

type Draw = (dataSet: DataSet, width: number) => Element;

const DRAW: Record<string, Draw> = {
  'accuracy-by-group': charts.accuracyByGroup,
  'training-loss': charts.trainingLoss,
  'training-accuracy': charts.trainingAccuracy,
  'learning-rate': charts.learningRate,
  'class-counts': charts.classCounts,
  'class-accuracy': charts.classAccuracy,
  'class-difference': charts.classDifference,
};
for (const group of GROUPS) {
  DRAW[`accuracy-${group}`] = (dataSet, width) => charts.accuracyBySeries(dataSet, width, group);
}

/**
 * Draws a chart into an element that {@link learningCurves} or {@link classFigures} made for it. The element says which chart it is,
 * and which elements describe it for screen readers.
 *
 * @param place the element, with `data-chart`; what it held before is replaced
 * @param width width of the chart in pixels
 *
 * @example
 * ```ts
 * import { type DataSet, drawChart, learningCurves } from 'mbib/jobs';
 *
 * declare const dataSet: DataSet; // from groupRuns
 * document.body.innerHTML = learningCurves(dataSet, 0).text;
 * for (const place of document.querySelectorAll<HTMLElement>('[data-chart]')) drawChart(place, dataSet, 640);
 * ```
 */
export function drawChart(place: HTMLElement, dataSet: DataSet, width: number): void {
  const drawing = DRAW[place.dataset.chart!]!(dataSet, width);
  asImage(drawing, {
    'aria-labelledby': place.dataset.labelledby!,
    'aria-describedby': place.dataset.describedby!,
  });
  place.replaceChildren(drawing);
}

/**
 * Makes screen readers treat a chart as one image with a name. The library that draws it gives parts of the chart an `aria-label`,
 * which is not allowed for such elements; it is moved to `data-mark`.
 *
 * @param drawing the chart
 * @param words the attributes that name and describe it
 *
 * @example
 * ```ts
 * import { asImage } from 'mbib/jobs';
 *
 * declare const drawing: SVGElement;
 * asImage(drawing, { 'aria-label': 'Test accuracy' });
 * ```
 */
export function asImage(drawing: Element, words: Record<string, string>): void {
  for (const mark of drawing.querySelectorAll('[aria-label]')) {
    mark.setAttribute('data-mark', mark.getAttribute('aria-label')!);
    mark.removeAttribute('aria-label');
  }
  drawing.setAttribute('role', 'img');
  for (const [name, value] of Object.entries(words)) drawing.setAttribute(name, value);
}
