import { batch } from '@preact/signals';
import type { LearnsFrom } from '../state/run-settings';
import { dataKind, set, settings } from '../state/store';

/** What pictures of one's own are learnt from when they are chosen: few pictures want a network that knows how pictures look. */
let ownFrom: LearnsFrom = 'features';

/**
 * Chooses on what the next training trains. The digits are learnt from scratch; pictures of one's own from what they were set to when they
 * were last chosen, at first from features.
 */
export function chooseData(kind: 'digits' | 'own'): void {
  if (kind === dataKind.value) return;
  if (dataKind.value === 'own') ownFrom = settings.value.from;
  batch(() => {
    dataKind.value = kind;
    set({ from: kind === 'own' ? ownFrom : 'scratch' });
  });
}
