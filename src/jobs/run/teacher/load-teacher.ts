import * as tf from '@tensorflow/tfjs-core';
import { show } from '../../../checks';
import type { Normalisation } from '../../data/preprocessing/normalisations';
import { type LoadedClassifier, loadClassifier } from '../../files/classifier/load-classifier';
import type { Recipe } from '../../loop/train-epoch';
import type { Teacher } from '../../nets/with-teacher';
import { asTeacher } from './read-teacher';
import { TeacherError } from './teacher-error';

/** What a teacher has to fit. */
type TaughtRecipe = Pick<Recipe, 'test' | 'preprocessing'> & {
  train: Pick<Recipe['train'], 'imageShape'>;
};

/**
 * Loads the teacher of a run. It is asked about the images that the run's net is given in a step. A saved classifier takes pixels, and
 * normalises them itself: so they are made pixels again first, and its normalisation may be another one than that of the run.
 *
 * @param path folder of a finished run, or of a classifier
 * @param recipe of the run that learns from it
 * @throws TeacherError where there is none, or it does not fit the classes or the images of the recipe; Error where a file cannot be read
 *
 * @example
 * ```ts
 * const net = withTeacher(recipe.net, await loadTeacher('runs/bsce', recipe));
 * ```
 */
export async function loadTeacher(path: string, recipe: TaughtRecipe): Promise<Teacher> {
  const { train, test, preprocessing = test.preprocessing } = recipe;
  if (!preprocessing || train.imageShape.length !== 3) {
    const given = `an input [${train.imageShape.join(', ')}]${preprocessing ? '' : ' without one'}`;
    throw misfit(
      path,
      'be left out of a run that does not learn from images of a known normalisation',
      given,
    );
  }
  const classifier = await asTeacher(path, () => loadClassifier(path));
  try {
    assertClasses(path, classifier, test.classNames);
    assertImages(path, classifier, train.imageShape);
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return (images) => tf.tidy(() => classifier.predict(asPixels(images as tf.Tensor4D, preprocessing)));
}

function assertClasses(path: string, { labels }: LoadedClassifier, classNames: readonly string[]): void {
  if (labels.length !== classNames.length) {
    throw misfit(path, `have the ${classNames.length} classes of this run`, String(labels.length));
  }
  const other = labels.findIndex((label, i) => label !== classNames[i]);
  if (other === -1) return;
  const [has, expected] = [labels[other], classNames[other]].map(show);
  throw misfit(
    path,
    'have the classes of this run in their order',
    `${has} for ${expected}, class ${other},`,
  );
}

function assertImages(path: string, { image }: LoadedClassifier, imageShape: readonly number[]): void {
  const own = [image.height, image.width, image.channels];
  if (own.every((length, i) => length === imageShape[i])) return;
  const shapes = [imageShape, own].map((shape) => `[${shape.join(', ')}]`);
  throw misfit(path, `take the images of this run, ${shapes[0]}`, shapes[1]!);
}

function misfit(path: string, requirement: string, got: string): TeacherError {
  return new TeacherError(path, `options.teacher must ${requirement}, got ${got} in ${path}`);
}

/** Normalised images as pixels from 0 to 255: as a classifier takes them. */
function asPixels(images: tf.Tensor4D, { mean, std }: Normalisation): tf.Tensor4D {
  return tf.mul(tf.add(tf.mul(images, tf.tensor1d([...std])), tf.tensor1d([...mean])), 255);
}
