import { computed, signal } from '@preact/signals';
import { groupTitle } from '../state/group-title';
import type { Run } from '../state/run';
import { chosenGroups, dataSets } from '../state/store';
import type { ModelFiles } from '../worker/classifier';

/** A classifier to try: that of a run, or one from files. */
export interface Candidate {
  key: string;
  title: string;
  from: ModelFiles | ArrayBuffer;
  /** The run that it is of. */
  run: Run | undefined;
}

/** The classifiers that were loaded from files. */
export const imported = signal<readonly Candidate[]>([]);

/** The classifiers of the chosen runs, and those from files. */
export const candidates = computed<readonly Candidate[]>(() => {
  const shown = chosenGroups.value;
  const several = shown.some(({ runs }) => runs.length > 1);
  const trained = shown.flatMap((group): Candidate[] => {
    const title = groupTitle(group, shown, (id) => dataSets.value.get(id)?.title);
    return group.runs.flatMap((run): Candidate[] => {
      const { id, classifier, settings } = run;
      if (!classifier) return [];
      return [{ key: id, title: several ? `${title}, seed ${settings.seed}` : title, from: classifier, run }];
    });
  });
  return [...trained, ...imported.value];
});
