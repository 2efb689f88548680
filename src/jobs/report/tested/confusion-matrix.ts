import { count, percent } from '../../log/format';
import { plural } from '../../log/words';
import { groupOf } from '../group-of';
import { groupStretches } from '../grouping/accuracies';
import { type DataSet, NAMED_CLASSES } from '../grouping/data-sets';
import { type Html, html } from '../html';
import type { Confusions } from './confusions';

/** How strong a cell may be: text on it stays legible. */
const STRONGEST = 40;

/**
 * What the classes are taken for as a table: a row for each true class, a column for each predicted one. Of more than 30 classes it has the
 * groups of classes in their place.
 *
 * @param what the table shows, for its caption: 'MBIB, 5 runs'
 */
export function confusionMatrix(dataSet: DataSet, found: Confusions, what: string): Html {
  return dataSet.order.length <= NAMED_CLASSES
    ? classMatrix(dataSet, found, what)
    : groupMatrix(dataSet, found, what);
}

function classMatrix(
  { order, classNames }: DataSet,
  { mistakes, tested, right }: Confusions,
  what: string,
): Html {
  const counts = new Map(mistakes.map(({ truth, predicted, images }) => [`${truth} ${predicted}`, images]));
  const imagesOf = (truth: number, predicted: number) =>
    truth === predicted ? right[truth]! : (counts.get(`${truth} ${predicted}`) ?? 0);
  const rows = order.map((truth) => {
    const cells = order.map((predicted) => {
      const images = imagesOf(truth, predicted);
      return cell(
        images / Math.max(1, tested[truth]!),
        images === 0 ? '·' : count(images),
        truth === predicted,
      );
    });
    return html`<tr><th scope="row">${classNames[truth]!}</th>${cells}<td>${percent(tested[truth] === 0 ? null : right[truth]! / tested[truth]!)}</td></tr>`;
  });
  const heads = order.map(
    (k) => html`<th scope="col"><span class="upright-name">${classNames[k]!}</span></th>`,
  );
  return matrix(
    `${what}. Rows: the true class. Columns: what its test images are taken for, in images. The stronger a cell, the larger its part of the row.`,
    html`<tr><th scope="col">True class</th>${heads}<th scope="col"><span class="upright-name">right, %</span></th></tr>`,
    rows,
    'upright',
  );
}

function groupMatrix(dataSet: DataSet, { mistakes, tested, right }: Confusions, what: string): Html {
  const { samplesPerClass, bounds } = dataSet;
  const groups = groupStretches(dataSet).map(({ group }) => group);
  const placeOf = samplesPerClass.map((n) => groups.indexOf(groupOf(n, bounds)));
  const sums = groups.map(() => ({ tested: 0, right: 0, taken: groups.map(() => 0), classes: 0 }));
  for (const [k, place] of placeOf.entries()) {
    const sum = sums[place]!;
    sum.tested += tested[k]!;
    sum.right += right[k]!;
    sum.classes++;
  }
  for (const { truth, predicted, images } of mistakes) {
    sums[placeOf[truth]!]!.taken[placeOf[predicted]!]! += images;
  }
  const rows = sums.map((sum, i) => {
    const share = (images: number) => (sum.tested === 0 ? null : images / sum.tested);
    const shown = (images: number, isRight: boolean) =>
      cell(share(images) ?? 0, percent(share(images)), isRight);
    return html`<tr><th scope="row">${groups[i]!}<small>${plural(sum.classes, 'class', 'classes')}</small></th><td>${count(sum.tested)}</td>${shown(sum.right, true)}${sum.taken.map((images) => shown(images, false))}</tr>`;
  });
  return matrix(
    `${what}. Rows: the group of the true class. Columns: what its test images are taken for, in percent of them. The classes themselves are in the list below.`,
    html`<tr><th scope="col">True class is</th><th scope="col">Test images</th><th scope="col">Right</th>${groups.map(
      (group) => html`<th scope="col" class="wrapping">Wrong, for a class of ${group}</th>`,
    )}</tr>`,
    rows,
    'by-group',
  );
}

function cell(share: number, text: string, isRight: boolean): Html {
  const strength = Math.round(STRONGEST * Math.sqrt(share));
  return html`<td class="share ${isRight ? 'right' : 'wrong'}" style="--strength: ${String(strength)}%">${text}</td>`;
}

function matrix(caption: string, head: Html, rows: Html[], kind: string): Html {
  return html`<div class="scroll" tabindex="0"><table class="dense matrix ${kind}"><caption><span>${caption}</span></caption><thead>${head}</thead><tbody>${rows}</tbody>
</table></div>`;
}
