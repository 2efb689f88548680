import { shotBounds } from 'mbib';
import type { ClassifierDescription } from '../../classifier/description';
import { graphClassifierFiles } from '../../classifier/graph-classifier-files';
import { readModel } from '../../files/classifier/read-model';
import { saveClassifier } from '../../files/classifier/save-classifier';
import { writeClassifier } from '../../files/classifier/write-classifier';
import type { Recipe } from '../../loop/train-epoch';
import { methods } from '../../nets/methods';
import type { Run } from '../open-run';
import type { EpochAccuracy } from '../run-state';

/** What is needed of a run to save its classifier. */
type ClassifierOfRun = Pick<Run, 'folder' | 'job' | 'dataSet' | 'quantize'> & {
  options: Pick<Run['options'], 'method'>;
};

/**
 * Saves the classifier of a run in its folder: that of the recipe's `whole`, or of its net.
 *
 * @param measured the epoch whose weights the classifier has, and its accuracy on the test images
 * @param images how many test images it was measured on: those that could be read
 * @param method what people call the way that it was trained; left out, the run's method
 * @throws FileError where a file cannot be written or read
 *
 * @example
 * ```ts
 * await saveRunClassifier(run, recipe, state.last!, outputs.labels.length);
 * ```
 */
export async function saveRunClassifier(
  { folder, job, dataSet, options, quantize }: ClassifierOfRun,
  recipe: Pick<
    Recipe,
    'net' | 'whole' | 'test' | 'testedOn' | 'samplesPerClass' | 'bounds' | 'preprocessing'
  >,
  { epoch, accuracy }: EpochAccuracy,
  images: number,
  method: string = methods[options.method].title,
): Promise<void> {
  const { net, whole, test, testedOn, samplesPerClass } = recipe;
  const description: ClassifierDescription = {
    dataSet: dataSet ?? job,
    method,
    labels: test.classNames,
    samplesPerClass,
    bounds: { ...shotBounds, ...recipe.bounds },
    preprocessing: recipe.preprocessing ?? test.preprocessing,
    measured: { images, accuracy, epoch, testedOn },
  };
  const { classifier } = whole ?? net;
  const graph = whole?.graph;
  if (!graph) return saveClassifier(folder.classifier, classifier, description, { quantize });
  const { files, node, size } = graph;
  const backbone = { node, size, artifacts: await readModel(files) };
  await writeClassifier(
    folder.classifier,
    await graphClassifierFiles(classifier, backbone, description, { quantize }),
  );
}
