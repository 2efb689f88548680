import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { asImage } from '../draw-chart';
import { heatMap, overParameter, settingAccuracies } from './experiment-charts';
import { settingCurves } from './setting-curves';

/** The charts of an experiment's page; that over a parameter has the parameter's name behind a colon. */
export function drawExperiment(place: HTMLElement, results: ExperimentResults, width: number): void {
  const [chart, parameter] = place.dataset.experimentChart!.split(':') as [string, string | undefined];
  const drawing =
    chart === 'over'
      ? overParameter(results, width, parameter!)
      : { accuracies: settingAccuracies, heat: heatMap, curves: settingCurves }[chart]!(results, width);
  asImage(drawing, {
    'aria-labelledby': place.dataset.labelledby!,
    'aria-describedby': place.dataset.describedby!,
  });
  place.replaceChildren(drawing);
}
