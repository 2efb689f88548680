import type { ExperimentResults } from '../../../experiment/results/experiment-results';
import { type Html, html } from '../../html';

/** More folders than this are not named. */
const MOST_NAMED = 8;

/** Why a section lacks runs, or has nothing at all; null where it has all that are finished. */
export function missingOutputs(
  { pictures: { without, damaged }, runs }: ExperimentResults,
  isEmpty: boolean,
): Html | null {
  const finished = `${runs.filter((run) => run.finished).length} finished runs`;
  const notices = [
    ...(without.length > 0
      ? [
          `${without.length} of ${finished} ${without.length === 1 ? 'keeps' : 'keep'} no outputs of the test images, as of an earlier version of mbib: ${named(without)}. The experiment leaves finished runs as they are; resuming such a run in its own folder, by \`mbib train\`, adds its outputs.`,
        ]
      : []),
    ...(damaged.length > 0
      ? [
          `The outputs of ${damaged.length} of ${finished} cannot be read or are of other classes, and are left out: ${named(damaged)}. \`mbib report\` of such a run says what is wrong with them.`,
        ]
      : []),
  ];
  if (notices.length > 0) return html`${notices.map((text) => html`<p class="notice">${text}</p>`)}`;
  return isEmpty ? html`<p class="note">No run is finished yet.</p>` : null;
}

function named(folders: readonly string[]): string {
  return `${folders.slice(0, MOST_NAMED).join(', ')}${folders.length > MOST_NAMED ? ', …' : ''}`;
}
