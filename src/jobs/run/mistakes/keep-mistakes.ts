import { writeMistakes } from '../../files/pictures/mistakes-file';
import { messageOf } from '../../log/message-of';
import type { Recipe } from '../../loop/train-epoch';
import type { Run } from '../open-run';
import { mistakesOf, type TestedRows } from './mistakes-of';

/**
 * Writes the most confident mistakes of a run with their pictures into its folder; nothing where its test images are no pictures. The report
 * can do without: where they cannot be read or written, the run says so and is finished all the same.
 */
export async function keepMistakes(
  { folder, tell }: Pick<Run, 'folder' | 'tell'>,
  { test, preprocessing }: Pick<Recipe, 'test' | 'preprocessing'>,
  outputs: TestedRows,
): Promise<void> {
  try {
    const mistakes = await mistakesOf(outputs, test, preprocessing);
    if (mistakes.length > 0) await writeMistakes(folder.mistakes, mistakes);
  } catch (error) {
    tell({ type: 'note', text: `The pictures of mistakes are not kept. ${messageOf(error)}` });
  }
}
