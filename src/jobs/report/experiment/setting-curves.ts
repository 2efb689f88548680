import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { percent, percentTick } from '../../log/format';
import { meanSd, rangeOf } from '../../log/statistics';
import { type Curve, drawCurves } from '../curves';
import type { MethodTitles } from '../method-title';
import { type ShownSetting, shownSettings } from './searched';

/** The accuracy over all images after every epoch: a strong line for the mean of a setting, thin ones for its runs. */
export function settingCurves(results: ExperimentResults, width: number, titles: MethodTitles): Element {
  const curves = shownSettings(results, titles).map((shown) => curveOf(results, shown));
  const { greatest: epochs } = rangeOf(results.runs.map((run) => run.epochs ?? 1));
  const { greatest } = rangeOf(curves.flatMap(({ runs }) => runs.flat().map(({ value }) => value ?? 0)));
  const top = Math.min(1, Math.ceil(10 * Math.max(0.05, greatest) + 0.01) / 10);
  return drawCurves(curves, {
    width,
    height: 320,
    epochs,
    format: percent,
    tickFormat: percentTick,
    domain: [0, top],
  });
}

function curveOf({ runs: all }: ExperimentResults, { label, colour }: ShownSetting): Curve {
  const own = all.filter((run) => run.label === label && run.curve.length > 0);
  const runs = own.map(({ curve }) => curve.map((value, i) => ({ epoch: i + 1, value })));
  const { least: length } = rangeOf(runs.map((run) => run.length));
  const mean = Array.from({ length }, (_, i) => ({
    epoch: i + 1,
    value: meanSd(runs.map((run) => run[i]!.value))?.mean ?? null,
  }));
  return { label, colour, runs, mean };
}
