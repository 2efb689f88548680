import { GROUPS } from '../log/groups';
import * as charts from './charts';
import type { DataSet } from './data-sets';

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
 * Draws the chart that a place of figures.ts names into that place, with its words for screen readers.
 *
 * @param width Pixels.
 * @example
 * drawChart(document.querySelector('[data-chart]'), dataSet, 640);
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
 * Makes a plot one image to screen readers. Plot labels its marks, which are no elements that may have a label: their
 * names become data.
 *
 * @param words The attributes that name and describe it.
 * @example
 * asImage(drawing, { 'aria-label': 'Test accuracy' });
 */
export function asImage(drawing: Element, words: Record<string, string>): void {
  for (const mark of drawing.querySelectorAll('[aria-label]')) {
    mark.setAttribute('data-mark', mark.getAttribute('aria-label')!);
    mark.removeAttribute('aria-label');
  }
  drawing.setAttribute('role', 'img');
  for (const [name, value] of Object.entries(words)) drawing.setAttribute(name, value);
}
