import { count, percent } from '../../log/format';
import type { DataSet } from '../grouping/data-sets';
import { type Html, html } from '../html';
import { CALIBRATION_BINS, type Calibration } from './calibration';
import type { Findings } from './findings';
import { whichImages } from './which-images';

/**
 * The section on calibration: a reliability diagram for each series that has findings, and its numbers as a table.
 *
 * @param index number of the data set on the page
 */
export function calibrationFigures(dataSet: DataSet, found: (Findings | null)[], index: number): Html {
  const figures = dataSet.series.map(({ label }, i) => {
    const findings = found[i];
    if (!findings) return null;
    const { error, confidence, accuracy } = findings.calibration;
    const id = `calibration-${index}-${i}`;
    return html`<figure><figcaption><strong id="${id}">${label}</strong>
<span id="${id}-text">Of ${whichImages(dataSet, findings)}. Expected calibration error ${percent(error)} %. ${sureness(accuracy, confidence)}</span></figcaption>
<div><div class="plot" data-tested-chart="reliability" data-series="${String(i)}" data-labelledby="${id}" data-describedby="${id}-text"></div></div></figure>`;
  });
  return html`<section><h3>Calibration</h3>
<p class="note">Whether test images that the classifier is 80 % sure of are right in 80 % of cases. Bars: accuracy of the images of
a confidence; strokes: their mean confidence; on the diagonal both are the same. The darker the foot of a bar, the more images it has. Expected calibration error: the mean over the images of the gap between accuracy and mean confidence
of their bin, with ${String(CALIBRATION_BINS)} bins of equal width (Guo et al. 2017).</p>
<div class="panels wide">${figures}</div>
<details><summary>Calibration as a table</summary>${dataSet.series.map(({ label }, i) =>
    found[i] ? binTable(label, found[i].calibration) : null,
  )}</details></section>`;
}

function sureness(accuracy: number, confidence: number): string {
  const [right, sure] = [percent(accuracy), percent(confidence)];
  const surer = confidence > accuracy ? 'Surer than it is right' : 'Less sure than it is right';
  // As the reader sees them: a sentence that its own figures do not show helps nobody.
  return `${right === sure ? 'As sure as it is right' : surer}: right in ${right} %, mean confidence ${sure} %.`;
}

function binTable(label: string, { bins }: Calibration): Html {
  const rows = bins.map(
    ({ from, to, images, confidence, accuracy }) =>
      html`<tr><th scope="row">${percent(from)} to ${percent(to)}</th><td>${count(images)}</td><td>${percent(confidence)}</td><td>${percent(accuracy)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0"><table class="dense"><caption><span>${label}: bins of confidence, each above its lower end and up to its upper one; all in percent.</span></caption>
<thead><tr><th scope="col" class="text">Confidence</th><th scope="col">Images</th><th scope="col">Mean confidence</th><th scope="col">Accuracy</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
