import type { MetricName } from '../../experiment/experiment';
import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { asImage } from '../draw-chart';
import type { MethodTitles } from '../method-title';
import { heatMap, overParameter, settingAccuracies } from './experiment-charts';
import { posteriorChart } from './pictures/posterior-chart';
import { comparedPosteriors, shownPosteriors } from './pictures/posterior-lines';
import { representationChart } from './pictures/representation-chart';
import { settingCurves } from './setting-curves';

/**
 * The charts of an experiment's page. Those of a search have the accuracy behind a colon, and that over a parameter its name behind another
 * one: 'over:test.all:beta'.
 */
export function drawExperiment(
  place: HTMLElement,
  results: ExperimentResults,
  width: number,
  titles: MethodTitles,
): void {
  const [chart, figure, parameter] = place.dataset.experimentChart!.split(':') as [
    string,
    MetricName,
    string,
  ];
  const charts: Record<string, () => Element> = {
    accuracies: () => settingAccuracies(results, width, titles),
    over: () => overParameter(results, { width, parameter, figure, titles }),
    heat: () => heatMap(results, width, figure),
    curves: () => settingCurves(results, width, titles),
    posterior: () =>
      posteriorChart(
        shownPosteriors(results, titles).map(({ means, ...of }) => ({ ...of, values: means })),
        width,
        { label: 'posterior', zero: false },
      ),
    'posterior-difference': () =>
      posteriorChart(comparedPosteriors(results, titles), width, { label: 'difference', zero: true }),
    tsne: () => representationChart(results.pictures.maps[Number(figure)]!, width),
  };
  const drawing = charts[chart]!();
  asImage(drawing, {
    'aria-labelledby': place.dataset.labelledby!,
    'aria-describedby': place.dataset.describedby!,
  });
  place.replaceChildren(drawing);
}
