import './style.css';
import * as charts from './charts';
import { type DataSet, groupRuns } from './data-sets';
import { GROUPS } from './groups';
import type { RunLog } from './run-log';

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

const runs: RunLog[] = JSON.parse(document.getElementById('runs')!.textContent!);
const dataSets = groupRuns(runs);

/** Draws a figure as wide as its place, and anew whenever that width changes. */
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const place = target as HTMLElement;
    const width = Math.floor(contentRect.width);
    if (width === 0 || place.dataset.width === String(width)) continue;
    place.dataset.width = String(width);
    place.replaceChildren(draw(place, width));
  }
});

function draw(place: HTMLElement, width: number): Element {
  const dataSet = dataSets[Number(place.closest<HTMLElement>('[data-set]')!.dataset.set)]!;
  const drawing = DRAW[place.dataset.chart!]!(dataSet, width);
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-labelledby', place.dataset.labelledby!);
  drawing.setAttribute('aria-describedby', place.dataset.describedby!);
  return drawing;
}

for (const place of document.querySelectorAll('[data-chart]')) observer.observe(place);
