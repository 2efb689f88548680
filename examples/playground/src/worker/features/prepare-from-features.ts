import { buildFeatureNet, expertsOf, lossOptionNames, methods, methodTitle } from 'mbib/jobs';
import { splitOf } from '../../state/split-of';
import type { Prepare } from '../prepared';
import { featureBatches } from './feature-batches';
import { FEATURE_Z_WIDTH, featurePasses, featureRecipe } from './feature-recipe';
import { saveFeatureClassifier } from './save-feature-classifier';

/** Heads that learn from features of the pretrained network, which were computed once for each picture. */
export const prepareFromFeatures: Prepare = async (data, settings, features) => {
  const { method, seed, epochs } = settings;
  if (!features) throw new Error('The pictures have no features: train from scratch.');
  if (expertsOf(settings) !== undefined) {
    const title = methodTitle(method, methods);
    throw new Error(`${title} trains several networks. With the pretrained one choose another method.`);
  }
  const { samplesPerClass } = data;
  const { train, test } = splitOf(data, seed);
  const loss = Object.fromEntries(lossOptionNames.map((name) => [name, settings[name]]));
  const task = { ...loss, samplesPerClass, seed, zWidth: FEATURE_Z_WIDTH };
  const net = buildFeatureNet(method, features.widths, task);
  const { testBatchSize, ...recipe } = featureRecipe(epochs);
  const passes = featurePasses(train.labels.length);
  return {
    job: 'own-pictures',
    dataSet: data.title,
    recipe: { ...recipe, net, epochs, train: featureBatches(features.train, train, passes) },
    test: featureBatches(features.test, test),
    testBatchSize,
    passes,
    save: (measured) =>
      saveFeatureClassifier(net, {
        dataSet: data.title,
        method: methodTitle(method, methods),
        labels: train.classNames,
        samplesPerClass,
        measured,
      }),
    dispose() {
      net.dispose();
      recipe.optimizer.dispose();
    },
  };
};
