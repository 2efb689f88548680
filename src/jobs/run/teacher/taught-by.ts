import type { Recipe } from '../../loop/train-epoch';
import { withTeacher } from '../../nets/with-teacher';
import { loadTeacher } from './load-teacher';

/**
 * A recipe whose net learns from a teacher.
 *
 * @param folder of the teacher; undefined where the run has none: then the recipe is as it was
 * @throws TeacherError where the teacher does not fit it
 *
 * @example
 * ```ts
 * const recipe = await taughtBy('runs/bsce', await job.recipe(options, context));
 * ```
 */
export async function taughtBy(folder: string | undefined, recipe: Recipe): Promise<Recipe> {
  if (folder === undefined) return recipe;
  return { ...recipe, net: withTeacher(recipe.net, await loadTeacher(folder, recipe)) };
}
