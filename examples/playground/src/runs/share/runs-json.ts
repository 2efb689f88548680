import { figuresOf, type SharedRun } from './run-record';

/** The format of the files that {@link runsJson} writes. */
const format = 1;

/**
 * Runs as JSON: settings, log, figures, accuracies of the heads, and the predicted class of every test image. What only the page needs, the
 * classifier and the points of the scatter, is left out.
 */
export function runsJson(shared: readonly SharedRun[]): string {
  const runs = shared.map(({ run, label, data }) => {
    const { id, created, settings, status, error, log, heads, outputs } = run;
    return {
      ...{ id, name: label, created, settings, status, error },
      data: data && {
        id: data.id,
        kind: data.kind,
        title: data.title,
        classNames: data.train.classNames,
        samplesPerClass: data.samplesPerClass,
      },
      ...{ figures: figuresOf(run), heads, predictions: outputs && Array.from(outputs.predictions), log },
    };
  });
  return `${JSON.stringify({ format, runs }, null, 1)}\n`;
}
