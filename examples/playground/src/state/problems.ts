import { signal } from '@preact/signals';

/**
 * What is wrong on the page, by the place that shows it: the name of a setting ('epochs', 'beta'), 'data', 'methods', 'training', 'runs',
 * 'try', or `run:` and the id of a run. Each is one sentence or two for the user, shown beside what caused it until it is mended.
 */
export const problems = signal<Readonly<Record<string, string>>>({});

/** Shows a problem at its place, or with undefined shows none there. */
export function setProblem(place: string, sentence: string | undefined): void {
  if (problems.value[place] === sentence) return;
  const { [place]: _, ...others } = problems.value;
  problems.value = sentence === undefined ? others : { ...others, [place]: sentence };
}
