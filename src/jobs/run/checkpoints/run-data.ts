import type { Recipe } from '../../loop/train-epoch';
import { OtherDataError } from '../run-errors';

/** By which images a checkpoint knows whether a run still has its data. */
export interface RunData {
  /** sha256 of the training images and labels; of photographs in files, of their paths and labels. */
  data: string;
  /** That of the validation images; left out where there are none. Checkpoints of earlier versions lack it. */
  validation?: string;
  /** That of the test images. Checkpoints of earlier versions lack it. */
  test?: string;
}

/** What a checkpoint keeps of the images of a recipe. */
export function runData({ train, validation, test }: Pick<Recipe, 'train' | 'validation' | 'test'>): RunData {
  return {
    data: train.fingerprint,
    ...(validation && { validation: validation.fingerprint }),
    test: test.fingerprint,
  };
}

/**
 * Throws unless a recipe has the images that a run was started on: other test or validation images would be measured on as if they were
 * the same.
 *
 * @param path of the run's folder
 * @param kept what its checkpoint has of the images; what an earlier version did not keep is not compared
 * @throws OtherDataError naming which images are others
 */
export function assertSameData(path: string, kept: RunData, recipe: Parameters<typeof runData>[0]): void {
  const found = runData(recipe);
  if (kept.data !== found.data) throw new OtherDataError(path, 'training');
  if (kept.test === undefined) return;
  if (kept.validation !== found.validation) throw new OtherDataError(path, 'validation');
  if (kept.test !== found.test) throw new OtherDataError(path, 'test');
}
