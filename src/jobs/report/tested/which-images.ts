import { list } from '../../log/words';
import type { DataSet } from '../grouping/data-sets';
import type { Findings } from './findings';

/** Which images findings are of, and after which epoch: 'the test images of 2 of 3 runs together, after epochs 3 and 5, which the validation images chose'. */
export function whichImages({ measured }: DataSet, { runs, epochs, without }: Findings): string {
  const all = runs + without.length;
  const part = runs < all ? ` of ${runs} of ${all} runs` : runs > 1 ? ` of ${runs} runs` : '';
  const images = `the test images${part}${runs > 1 ? ' together' : ''}`;
  if (epochs.length === 0) return images;
  const numbers = list(epochs.map(String));
  const chosen = measured === 'Validation' ? ', which the validation images chose' : '';
  return `${images}${part ? ',' : ''} after ${epochs.length > 1 ? 'epochs' : 'epoch'} ${numbers}${chosen}`;
}

/** Where validation images were measured after every epoch, how these sections differ from the rest of the page; empty otherwise. */
export function otherImages({ measured }: DataSet): string {
  return measured === 'Test'
    ? ''
    : 'This section is of the test images, after the epoch that the validation images chose; validation accuracy is of other images.';
}
