import type { RunLog } from '../../log/run-log';
import { list as inWords, plural } from '../../log/words';
import { type DataSet, NAMED_CLASSES } from '../grouping/data-sets';
import { type Html, html } from '../html';
import { confusionMatrix } from './confusion-matrix';
import type { Findings } from './findings';
import { mistakePictures } from './mistake-pictures';
import type { RunDetails } from './run-details';
import { otherImages, whichImages } from './which-images';
import { whyNotKept } from './why-not-kept';

/**
 * The section on what classes are taken for: for each series a matrix, the list of confusions, and the most confident mistakes.
 *
 * @param index number of the data set on the page
 * @param details of the runs, by their logs
 */
export function mistakesSection(
  dataSet: DataSet,
  found: (Findings | null)[],
  index: number,
  details: ReadonlyMap<RunLog, RunDetails>,
): Html {
  const parts = dataSet.series.map(({ label, runs }, i) => {
    const findings = found[i];
    if (!findings) return html`<h4>${label}</h4><p class="note">${whyNotKept(runs, details)}</p>`;
    const what = `${label}, ${whichImages(dataSet, findings)}`;
    const { mistakes } = findings.confusions;
    const list =
      mistakes.length === 0
        ? html`<p class="note">Every test image is predicted right.</p>`
        : html`<details ${dataSet.order.length > NAMED_CLASSES ? open : null}><summary>${plural(mistakes.length, 'confusion')} of one class with another, the most frequent first</summary>
<div data-list="confusions" data-series="${String(i)}" data-of="${String(index)}"></div></details>`;
    return html`<h4>${label}</h4>${leftOut(findings)}${confusionMatrix(dataSet, findings.confusions, what)}
${mistakePictures(findings, dataSet.classNames)}${list}`;
  });
  const note = otherImages(dataSet);
  return html`<section><h3>What classes are taken for</h3>${note && html`<p class="note">${note}</p>`}${parts}</section>`;
}

/** Which runs of a series are not in what is shown of it. */
function leftOut({ without }: Findings): Html | null {
  if (without.length === 0) return null;
  return html`<p class="note">Without ${inWords(without)}: nothing that can be read of what ${without.length === 1 ? 'this run' : 'these runs'} predicted.</p>`;
}

const open = html`open`;
