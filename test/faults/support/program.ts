import 'mbib/accelerate';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { buildNet, type Job, type JobOptions, pickLossOptions, plainSource, runCommand } from 'mbib/jobs';
import { tinyForm, tinyRecipe } from '../../jobs/support/tiny-recipe';

/**
 * The command with a job whose runs take a second: `program train tiny --epochs 12`. Under the name of the digits it is what the demo
 * trains, too.
 */
const tiny: Job<JobOptions> = {
  ...tinyForm,
  title: 'a tiny net on random images',
  recipe: (options) => tinyRecipe(options),
};

/** Likewise on colour images, so that its classifiers take pictures. */
const colour: Job<JobOptions> = {
  ...tiny,
  name: 'colour',
  recipe: (options) => {
    const data = { height: 8, width: 8, channels: 3, classes: 2, classNames: ['cat', 'dog'] };
    const set = {
      ...data,
      images: new Uint8Array(20 * 8 * 8 * 3).fill(9),
      labels: Int32Array.from({ length: 20 }, (_, i) => i % 2),
    };
    const source = plainSource(set, { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] });
    const samplesPerClass = [10, 10];
    const loss = pickLossOptions(options);
    const net = buildNet(options.method, colourNet(), ['a', 'b', 'c'], {
      ...loss,
      samplesPerClass,
      seed: options.seed,
    });
    return { ...tinyRecipe(options), net, samplesPerClass, train: source, test: source };
  },
};

function colourNet(): LayersModel {
  const images = input({ shape: [8, 8, 3] });
  let x = images;
  for (const name of ['a', 'b', 'c']) {
    x = layers
      .conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', name })
      .apply(x) as SymbolicTensor;
  }
  return model({ inputs: images, outputs: x });
}

await runCommand([tiny, { ...tiny, name: 'digits' }, colour]);
