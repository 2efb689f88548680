import './style.css';
import type { ExperimentResults } from '../experiment/results/experiment-results';
import type { RunLog } from '../log/run-log';
import { groupRuns } from './data-sets';
import { drawChart } from './draw-chart';
import { drawExperiment } from './experiment/draw-experiment';
import type { MethodTitles } from './method-title';

// The page of runs brings them and the methods' titles, that of an experiment its results.
const runs = embedded<RunLog[]>('runs') ?? [];
const dataSets = groupRuns(runs, embedded<MethodTitles>('methods') ?? {});
const experiment = embedded<ExperimentResults>('experiment');

/** Draws a chart as wide as its place, and draws it again when that width changes. */
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const place = target as HTMLElement;
    const width = Math.floor(contentRect.width);
    if (width === 0 || place.dataset.width === String(width)) continue;
    place.dataset.width = String(width);
    if (experiment && place.dataset.experimentChart !== undefined) {
      drawExperiment(place, experiment, width);
      continue;
    }
    const { set } = place.closest<HTMLElement>('[data-set]')!.dataset;
    drawChart(place, dataSets[Number(set)]!, width);
  }
});

for (const place of document.querySelectorAll('[data-chart], [data-experiment-chart]')) {
  observer.observe(place as HTMLElement);
}

/** What the page brings as JSON in a script element of its own. */
function embedded<Value>(id: string): Value | undefined {
  const text = document.getElementById(id)?.textContent;
  return text == null ? undefined : JSON.parse(text);
}
