import {
  augmentedBatches,
  buildNet,
  digitsAugmentation,
  digitsDataSet,
  digitsPasses,
  digitsPerClass,
  digitsRecipe,
  expertsOf,
  type ImageSet,
  lossOptionNames,
  methods,
  methodTitle,
  plainBatches,
  repeated,
  smallConvnet,
} from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { RunSettings } from '../state/run-settings';
import { splitOf } from '../state/split-of';
import { channelFigures } from './channel-figures';
import { saveClassifier } from './classifier';
import type { Prepared } from './prepared';

/** Images in an epoch of the digits: all training images, some times over. */
const IMAGES_PER_EPOCH = digitsPasses * digitsPerClass.reduce((sum, images) => sum + images, 0);

/**
 * A network that learns from the pixels. On the digits, seed, data, net, augmentation and recipe are those of `npm run demo`, so that the
 * results are, too. Pictures of one's own are normalised by their own mean and deviation; those for training are shifted and mirrored at random.
 */
export async function prepareFromScratch(data: PlaygroundData, settings: RunSettings): Promise<Prepared> {
  const { method, seed, epochs } = settings;
  const { samplesPerClass } = data;
  const { train, test } = splitOf(data, seed);
  const augmentation = augmentationOf(data, train);
  const { mean, std } = augmentation;
  const loss = Object.fromEntries(lossOptionNames.map((name) => [name, settings[name]]));
  const shape: [number, number, number] = [train.height, train.width, train.channels];
  const backbone = smallConvnet({ seed, shape, experts: expertsOf(settings) });
  const net = buildNet(method, backbone, ['stage1', 'stage2', 'stage3'], { ...loss, samplesPerClass, seed });
  const { testBatchSize, ...recipe } = digitsRecipe(epochs);
  const passes = passesOf(data, settings.passes);
  const dataSet = data.kind === 'digits' ? digitsDataSet : data.title;
  return {
    job: data.kind === 'digits' ? 'digits' : 'own-images',
    dataSet,
    recipe: { ...recipe, net, epochs, train: augmentedBatches(repeated(train, passes), augmentation) },
    test: plainBatches(test, { mean, std }),
    testBatchSize,
    passes,
    save: (measured) =>
      saveClassifier(net.classifier, {
        dataSet,
        method: methodTitle(method, methods),
        labels: train.classNames,
        samplesPerClass,
        preprocessing: { mean, std },
        measured,
      }),
    dispose() {
      net.dispose();
      recipe.optimizer.dispose();
    },
  };
}

function augmentationOf(data: PlaygroundData, train: ImageSet) {
  if (data.kind === 'digits') return digitsAugmentation;
  return { ...channelFigures(train), pad: Math.round(train.width / 8), flip: true };
}

/** Less often where there are so many images that an epoch would take too long. */
function passesOf({ kind, train }: PlaygroundData, passes: number): number {
  if (kind === 'digits') return passes;
  return Math.max(1, Math.min(passes, Math.round(IMAGES_PER_EPOCH / train.labels.length)));
}
