import './style.css';
import type { ExperimentResults } from '../experiment/results/experiment-results';
import type { RunLog } from '../log/run-log';
import { asImage, drawChart } from './draw-chart';
import { drawExperiment } from './experiment/draw-experiment';
import { asSettings } from './experiment/setting-colours';
import { groupRuns } from './grouping/data-sets';
import type { Series } from './grouping/series-of';
import { classList } from './lists/class-list';
import { confusionList } from './lists/confusion-list';
import { showList } from './lists/show-list';
import type { MethodTitles } from './method-title';
import { type Findings, type PackedFindings, unpacked } from './tested/findings';
import { reliabilityDiagram } from './tested/reliability-diagram';

// The page of runs brings them and the methods' titles, that of an experiment its results.
const runs = embedded<RunLog[]>('runs') ?? [];
const titles = embedded<MethodTitles>('methods') ?? {};
const experiment = embedded<ExperimentResults>('experiment');
const dataSets = groupRuns(runs, titles).map((dataSet) =>
  experiment ? asSettings(dataSet, experiment, titles) : dataSet,
);

/** What the runs made of their test images, by data set and series. */
const tested = (embedded<(PackedFindings | null)[][]>('tested') ?? []).map((ofSet) =>
  ofSet.map((findings) => findings && unpacked(findings)),
);

/** Draws a chart as wide as its place, and draws it again when that width changes. */
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const place = target as HTMLElement;
    const width = Math.floor(contentRect.width);
    if (width === 0 || place.dataset.width === String(width)) continue;
    place.dataset.width = String(width);
    if (experiment && place.dataset.experimentChart !== undefined) {
      drawExperiment(place, experiment, width, titles);
      continue;
    }
    const set = Number(place.closest<HTMLElement>('[data-set]')!.dataset.set);
    const { testedChart, series } = place.dataset;
    if (testedChart === undefined) drawChart(place, dataSets[set]!, width);
    else drawReliability(place, dataSets[set]!.series[Number(series)]!, tested[set]![Number(series)]!, width);
  }
});

for (const place of document.querySelectorAll('[data-chart], [data-experiment-chart], [data-tested-chart]')) {
  observer.observe(place as HTMLElement);
}

for (const place of document.querySelectorAll<HTMLElement>('[data-list]')) {
  const { list, of, series } = place.dataset;
  const [dataSet, found] = [dataSets[Number(of)]!, tested[Number(of)] ?? []];
  if (list === 'classes') showList(place, classList(dataSet, found));
  else showList(place, confusionList(dataSet, found[Number(series)]!));
}

function drawReliability(place: HTMLElement, { colour }: Series, { calibration }: Findings, width: number) {
  const drawing = reliabilityDiagram(calibration, colour, width);
  asImage(drawing, {
    'aria-labelledby': place.dataset.labelledby!,
    'aria-describedby': place.dataset.describedby!,
  });
  place.replaceChildren(drawing);
}

/** What the page brings as JSON in a script element of its own. */
function embedded<Value>(id: string): Value | undefined {
  const text = document.getElementById(id)?.textContent;
  return text == null ? undefined : JSON.parse(text);
}
