import type { ExperimentResults } from '../../../experiment/results/experiment-results';
import type { RepresentationMap } from '../../../experiment/results/pictures';
import { count } from '../../../log/format';
import { plural } from '../../../log/words';
import { type Html, html } from '../../html';
import type { MethodTitles } from '../../method-title';
import { figure, legend } from '../experiment-figure';
import { missingOutputs } from './missing-outputs';
import { costTable, posteriorTable, rhoTable } from './picture-tables';
import { comparedPosteriors, shownPosteriors, window } from './posterior-lines';
import { REPRESENTATION_NAMES, representationLabel } from './representation-label';

/** What a page shows besides accuracies, in the order of the file's `pictures`. */
export function pictureSections(results: ExperimentResults, titles: MethodTitles): Html[] {
  const { names } = results.pictures;
  const sections = { posterior, tsne, rho, cost };
  return names.map((name) => sections[name](results, titles));
}

function posterior(results: ExperimentResults, titles: MethodTitles): Html {
  const shown = shownPosteriors(results, titles);
  const notice = missingOutputs(results, { isEmpty: shown.length === 0, hasV: false });
  const title = html`<h3>Posterior probabilities</h3>`;
  if (shown.length === 0) return html`<section>${title}${notice}</section>`;
  const classes = shown[0]!.classes.length;
  const smooth =
    window(classes) > 1
      ? ` Dots: a class. Lines: the mean of ${window(classes)} neighbours.`
      : ' A dot a class.';
  const order = `Classes from the one with most training images to the one with fewest, mean over the finished runs.${smooth}`;
  const compared = comparedPosteriors(results, titles);
  return html`<section>${title}${notice}
${legend(
  shown.map(({ label }) => label),
  shown.map(({ colour }) => colour),
)}
${figure('posterior', 'Mean positive posterior of each class', `Eq. 14 of the paper, Figure 7: the mean probability of the true class, 1 at best. ${order}`)}
${
  compared.length > 0
    ? html`${legend(
        compared.map(({ label }) => label),
        compared.map(({ colour }) => colour),
      )}${figure('posterior-difference', 'Difference of the mean positive posterior', `In the manner of Figure 7 (b), (c) and (e), of the settings here: above 0 the first one is better. ${order}`)}`
    : null
}
${posteriorTable(results)}</section>`;
}

function tsne(results: ExperimentResults): Html {
  const { maps } = results.pictures;
  const title = html`<h3>Representations by t-SNE</h3>`;
  const notice = missingOutputs(results, { isEmpty: maps.length === 0, hasV: true });
  const text = `As Figure 8 of the paper: representations of test images, placed in the plane by t-SNE (van der Maaten & Hinton, 2008). ${REPRESENTATION_NAMES} Images of one class should lie together. Distances between groups and the axes mean nothing.`;
  // The settings may be of different training images: then each picture has a legend of its own.
  const isShared = new Set(maps.map(({ classes }) => JSON.stringify(classes))).size === 1;
  const legendOf = ({ classes }: RepresentationMap) =>
    legend(classes.map(({ name, samples }) => `${name} (${plural(samples, 'training image')})`));
  const figures = maps.map((map, i) => {
    const images = `${count(map.points.length)} test images, seed ${map.seed}; perplexity ${Number(map.perplexity.toFixed(1))}, ${map.steps} steps`;
    const { representations } = results.settings.find(({ label }) => label === map.label)!;
    const name = representationLabel(map.label, map.representation, representations);
    return html`<div>${isShared ? null : legendOf(map)}${figure(`tsne:${i}`, name, images)}</div>`;
  });
  return html`<section>${title}${notice}
${maps.length > 0 ? html`<p class="note">${text}</p>${isShared ? legendOf(maps[0]!) : null}<div class="panels maps">${figures}</div>` : null}</section>`;
}

function rho(results: ExperimentResults): Html {
  const known = results.settings.some((setting) => setting.rho);
  const notice = missingOutputs(results, { isEmpty: !known, hasV: true });
  return html`<section><h3>Distances of the representations</h3>${notice}${known ? rhoTable(results) : null}</section>`;
}

function cost(results: ExperimentResults): Html {
  return html`<section><h3>Parameters and multiply-adds</h3>${costTable(results)}</section>`;
}
