import { effect, signal, untracked } from '@preact/signals';
import { type ImageSet, messageOf } from 'mbib/jobs';
import { setProblem } from '../state/problems';
import { data, dataKind, settings } from '../state/store';
import { digitsData } from './digits-data';
import { loadDigits } from './load-digits';
import { ownData } from './own/own-data';
import { collection, reading } from './own/own-pictures';

const pool = signal<ImageSet | undefined>(undefined);
/** The seed of the digits that `data` has. */
let shownSeed: number | undefined;

/**
 * Keeps `data` of the state up to date with the kind of data that is chosen, with the imbalance and the seed, and with the user's
 * pictures.
 *
 * @returns ends it
 */
export function keepData(): () => void {
  return effect(() => {
    if (dataKind.value === 'digits') {
      keepDigits();
      return;
    }
    // Pictures of one's own have no such setting.
    untracked(() => setProblem('imbalanceFactor', undefined));
    // Not with every picture of a folder that is being read.
    if (!reading.value) data.value = ownData(collection.value);
  });
}

function keepDigits(): void {
  const { imbalanceFactor, seed } = settings.value;
  if (!pool.value) {
    void loadDigits().then(
      (digits) => {
        pool.value = digits;
      },
      (error) => setProblem('data', messageOf(error)),
    );
    return;
  }
  const known = data.peek();
  if (known?.id === `digits-${imbalanceFactor}` && shownSeed === seed) return;
  try {
    data.value = digitsData(pool.value, imbalanceFactor, seed);
    shownSeed = seed;
    setProblem('imbalanceFactor', undefined);
  } catch (error) {
    setProblem('imbalanceFactor', messageOf(error));
  }
}
