import './style.css';
import type { RunLog } from '../log/run-log';
import { groupRuns } from './data-sets';
import { drawChart } from './draw-chart';

const runs: RunLog[] = JSON.parse(document.getElementById('runs')!.textContent!);
const dataSets = groupRuns(runs);

/** Draws a figure as wide as its place, and anew whenever that width changes. */
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
