import { batch } from '@preact/signals';
import { isOwnData } from '../../state/is-own-data';
import { setProblem } from '../../state/problems';
import type { RunGroup } from '../../state/run-group';
import { dataKind, methodsToTrain, seedCount, settings } from '../../state/store';
import type { LinkedSettings } from './linked-settings';
import { hashOf, readHash } from './permalink';

/** Fills in the settings of a link by which the page was opened, and of each that is followed later. */
export function followLinks(): void {
  follow(location.hash);
  addEventListener('hashchange', () => follow(location.hash));
}

function follow(hash: string): void {
  const link = readHash(hash);
  if (!link) return;
  setProblem('link', 'problem' in link ? link.problem : undefined);
  if (!('linked' in link)) return;
  const { linked } = link;
  batch(() => {
    settings.value = linked.settings;
    methodsToTrain.value = linked.methods;
    seedCount.value = linked.seeds;
    dataKind.value = linked.data;
  });
}

/** A link to the page that sets the next training as it is set now. */
export function linkToSettings(): string {
  return addressOf({
    data: dataKind.value,
    methods: methodsToTrain.value,
    seeds: seedCount.value,
    settings: settings.value,
  });
}

/** A link to the page that sets what a group of runs was trained with. */
export function linkToGroup({ settings: { method, ...shared }, dataId, runs }: RunGroup): string {
  return addressOf({
    data: isOwnData(dataId) ? 'own' : 'digits',
    methods: [method, undefined],
    seeds: runs.length,
    settings: { ...shared, seed: runs[0]!.settings.seed },
  });
}

function addressOf(linked: LinkedSettings): string {
  return location.href.replace(/#.*$/, '') + hashOf(linked);
}
