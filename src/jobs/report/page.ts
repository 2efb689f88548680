import './style.css';
import type { RunLog } from '../log/run-log';
import { groupRuns } from './data-sets';
import { drawChart } from './draw-chart';
import type { MethodTitles } from './method-title';

const dataSets = groupRuns(embedded<RunLog[]>('runs'), embedded<MethodTitles>('methods'));

/** Draws a chart as wide as its place, and draws it again when that width changes. */
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const place = target as HTMLElement;
    const width = Math.floor(contentRect.width);
    if (width === 0 || place.dataset.width === String(width)) continue;
    place.dataset.width = String(width);
    const { set } = place.closest<HTMLElement>('[data-set]')!.dataset;
    drawChart(place, dataSets[Number(set)]!, width);
  }
});

for (const place of document.querySelectorAll('[data-chart]')) observer.observe(place as HTMLElement);

/** What the page brings as JSON in a script element of its own. */
function embedded<Value>(id: string): Value {
  return JSON.parse(document.getElementById(id)!.textContent!);
}
