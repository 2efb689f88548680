import type { ExperimentResults } from '../../../experiment/results/experiment-results';
import { type Html, html } from '../../html';

/** More folders than this are not named. */
const MOST_NAMED = 8;

/** What a section shows. */
interface Shown {
  /** Whether nothing of it is known. */
  isEmpty: boolean;
  /** Whether v is a part of it. */
  hasV: boolean;
}

/** Why a section lacks runs, or has nothing at all; null where it has all that are finished. */
export function missingOutputs(results: ExperimentResults, { isEmpty, hasV }: Shown): Html | null {
  const { damaged, withoutV } = results.pictures;
  const finished = `${results.runs.filter((run) => run.finished).length} finished runs`;
  const notices = [
    ...withoutOutputs(results, finished),
    ...(damaged.length > 0
      ? [
          `The outputs of ${damaged.length} of ${finished} cannot be read or are of other classes, and are left out: ${named(damaged)}. \`mbib report\` of such a run says what is wrong with them.`,
        ]
      : []),
    ...(hasV && withoutV.length > 0
      ? [
          `The outputs of ${withoutV.length} of ${finished} have z but not v, as of an earlier version of mbib: ${named(withoutV)}. What is shown of v is without ${withoutV.length === 1 ? 'it' : 'them'}. ${RESUME}`,
        ]
      : []),
  ];
  if (notices.length > 0) return html`${notices.map((text) => html`<p class="notice">${text}</p>`)}`;
  return isEmpty ? html`<p class="note">No run is finished yet.</p>` : null;
}

const RESUME =
  'The experiment leaves finished runs as they are: train such a run once more by `mbib train`, with its options, in its own folder, and as one to be resumed. That adds what is missing, and trains nothing.';

/** Trained runs can be resumed for their outputs; a second stage that is finished has to be done again. */
function withoutOutputs({ pictures: { without }, runs }: ExperimentResults, finished: string): string[] {
  const stages = new Set(runs.filter(({ from }) => from !== null).map(({ folder }) => folder));
  const trained = without.filter((folder) => !stages.has(folder));
  const tuned = without.filter((folder) => stages.has(folder));
  const told = (folders: readonly string[]) =>
    `${folders.length} of ${finished} ${folders.length === 1 ? 'keeps' : 'keep'} no outputs of the test images, as of an earlier version of mbib: ${named(folders)}.`;
  return [
    ...(trained.length > 0 ? [`${told(trained)} ${RESUME}`] : []),
    ...(tuned.length > 0
      ? [
          `${told(tuned)} A second stage has no checkpoint to resume: delete its folder and call the experiment again, which does it again, and keeps its outputs.`,
        ]
      : []),
  ];
}

function named(folders: readonly string[]): string {
  return `${folders.slice(0, MOST_NAMED).join(', ')}${folders.length > MOST_NAMED ? ', …' : ''}`;
}
