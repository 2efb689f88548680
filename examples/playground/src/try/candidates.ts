import { computed, signal } from '@preact/signals';
import { methods, methodTitle } from 'mbib/jobs';
import type { Run } from '../state/run';
import { chosenGroups } from '../state/store';
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
  const several = chosenGroups.value.some(({ runs }) => runs.length > 1);
  const trained = chosenGroups.value
    .flatMap(({ runs }) => runs)
    .flatMap((run): Candidate[] => {
      const { id, classifier, settings } = run;
      if (!classifier) return [];
      const title = methodTitle(settings.method, methods);
      return [{ key: id, title: several ? `${title}, seed ${settings.seed}` : title, from: classifier, run }];
    });
  return [...trained, ...imported.value];
});
