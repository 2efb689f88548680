import { readMistakes, writeMistakes } from '../../files/pictures/mistakes-file';
import { messageOf } from '../../log/message-of';
import type { MistakePicture } from '../../log/outputs/mistake-picture';
import type { RunOutputs } from '../../log/outputs/run-outputs';
import type { Recipe } from '../../loop/train-epoch';
import type { Run } from '../open-run';
import { mistakesOf, surestMistakes } from './mistakes-of';

/**
 * Writes the most confident mistakes of a run with their pictures into its folder; nothing where its test images are no pictures. The report
 * can do without them: where they cannot be read or written, the run says so and is finished all the same.
 */
export async function keepMistakes(
  { folder, tell }: Pick<Run, 'folder' | 'tell'>,
  { test, preprocessing }: Pick<Recipe, 'test' | 'preprocessing'>,
  outputs: RunOutputs,
): Promise<void> {
  try {
    const kept = await readMistakes(folder.mistakes).catch(() => undefined);
    if (kept && areOf(kept, outputs)) return;
    const mistakes = await mistakesOf(outputs, test, preprocessing);
    if (mistakes.length > 0) await writeMistakes(folder.mistakes, mistakes);
  } catch (error) {
    tell({ type: 'note', text: `The pictures of mistakes are not kept. ${messageOf(error)}` });
  }
}

/** Whether the pictures that a run has already are those of its outputs: a finished run that is resumed reads no image again. */
function areOf(kept: readonly MistakePicture[], outputs: RunOutputs): boolean {
  const { images, labels, predictions } = outputs;
  const found = new Map(kept.map((mistake) => [mistake.image, mistake]));
  return surestMistakes(outputs).every((row) => {
    const mistake = found.get(images[row]!);
    return mistake?.label === labels[row] && mistake?.prediction === predictions[row];
  });
}
