import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mbibHeads, mbibLoss } from 'mbib';
import { sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { memoryHandler } from '../support/memory-handler';
import { read } from '../support/read';

const classes = 3;
const width = 4;
const cosine = 20;
const samplesPerClass = [9, 3, 1];
/** Heads on one tap without necks, so that v is what is put in. */
const headsOf = () => mbibHeads({ widths: [width], classes, neck: false, seed: 1, classifier: { cosine } });
const features = [
  [1, -2, 3, 0.5],
  [-0.01, 0.02, 0, 0.01],
  [300, 100, -50, 20],
  [0, 0, 0, 0],
];

/** The kernel of a head's classifier as the optimizer moves it, `[width][classes]`. */
function kernelOf(heads: ReturnType<typeof headsOf>, name: string) {
  const variable = tf.engine().registeredVariables;
  const { weights } = heads.headTrainer.getLayer(name);
  return variable[weights[0]!.name]!;
}

function cosinesOf(x: number[], kernel: number[][]): number[] {
  const length = (values: number[]) => Math.hypot(...values);
  return kernel[0]!.map((_, k) => {
    const column = kernel.map((row) => row[k]!);
    const product = x.reduce((sum, value, i) => sum + value * column[i]!, 0);
    return length(x) === 0 ? 0 : product / length(x) / length(column);
  });
}

describe('a cosine classifier', () => {
  it('gives scaled cosines of the features and the weights of a class, 0 for features of 0', async () => {
    const heads = headsOf();
    const kernel = (await kernelOf(heads, 'mbib_v1_classifier').array()) as number[][];
    const [v] = await read(() => heads.logits(tf.tensor2d(features)).taps);
    const expected = features.flatMap((x) => cosinesOf(x, kernel).map((value) => cosine * value));
    expectClose(v!, expected, { rtol: tolerance(1e-4), atol: tolerance(1e-4) });
    heads.dispose();
  });

  it.each(['fit', 'minimize'])('learns in %s, by gradients at right angles to its weights', async (how) => {
    const heads = headsOf();
    const variable = kernelOf(heads, 'mbib_v1_classifier');
    const before = (await variable.array()) as number[][];
    const optimizer = sgd({ learningRate: 0.01 });
    const x = tf.tensor2d(features);
    const y = tf.tensor1d([0, 1, 2, 0], 'int32');
    if (how === 'fit') {
      heads.headTrainer.compile({ optimizer, loss: heads.loss({ samplesPerClass }) });
      await heads.headTrainer.trainOnBatch(x, y);
    } else {
      optimizer.minimize(() => {
        const { taps, z } = heads.logits(x, { training: true });
        return mbibLoss(y, taps, z, samplesPerClass);
      });
    }
    const after = (await variable.array()) as number[][];
    for (let k = 0; k < classes; k++) {
      const step = after.map((row, i) => row[k]! - before[i]![k]!);
      const along = step.reduce((sum, value, i) => sum + value * before[i]![k]!, 0);
      const lengths = Math.hypot(...step) * Math.hypot(...before.map((row) => row[k]!));
      expect(Math.hypot(...step)).toBeGreaterThan(0);
      expect(Math.abs(along) / lengths).toBeLessThan(tolerance(1e-3));
    }
    tf.dispose([x, y]);
    heads.dispose();
  });

  it('lets gradients through to what is before it, as finite differences say', async () => {
    const heads = headsOf();
    const variable = kernelOf(heads, 'mbib_z_dense');
    const start = tf.clone(variable);
    const direction = tf.randomNormal(variable.shape, 0, 1, 'float32', 4);
    const x = tf.tensor2d(features.slice(0, 2));
    const y = tf.tensor1d([0, 1], 'int32');
    const loss = () => {
      const { taps, z } = heads.logits(x);
      return mbibLoss(y, taps, z, samplesPerClass, { beta: 0 });
    };
    const step = 1e-2;
    const [slope, ahead, behind] = await read(() => {
      const { grads } = tf.variableGrads(loss, [variable]);
      const values = [step, -step].map((length) => {
        variable.assign(tf.add(start, tf.mul(direction, length)));
        return loss();
      });
      return [tf.sum(tf.mul(grads[variable.name]!, direction)), ...values];
    });
    const difference = (ahead![0]! - behind![0]!) / (2 * step);
    expect(Math.abs(difference)).toBeGreaterThan(0.01);
    expectClose(slope![0]!, difference, { rtol: tolerance(2e-2) });
    tf.dispose([start, direction, x, y]);
    heads.dispose();
  });

  it('is saved as stock layers, with the output that it has', async () => {
    const heads = headsOf();
    const handler = memoryHandler();
    await heads.head.save(handler);
    const loaded = await tfl.loadLayersModel(handler);
    const [ours, theirs] = await read(() => {
      const x = tf.tensor2d(features);
      return [heads.head.predict(x) as tf.Tensor, loaded.predict(x) as tf.Tensor];
    });
    expectClose(theirs!, ours!, { rtol: tolerance(1e-5), atol: tolerance(1e-6) });
    loaded.dispose();
    heads.dispose();
  });

  it('goes on the same after its weights were read and set', async () => {
    const nets = [headsOf(), headsOf()];
    const losses: number[][] = [[], []];
    const x = tf.tensor2d(features);
    const y = tf.tensor1d([0, 1, 2, 0]);
    for (const { headTrainer, loss } of nets) {
      headTrainer.compile({ optimizer: sgd({ learningRate: 0.05 }), loss: loss({ samplesPerClass }) });
    }
    for (let step = 0; step < 4; step++) {
      for (const [i, { headTrainer }] of nets.entries()) {
        losses[i]!.push((await headTrainer.trainOnBatch(x, y)) as number);
        if (i === 1) headTrainer.setWeights(headTrainer.getWeights().map((weight) => tf.clone(weight)));
      }
    }
    expectClose(losses[1]!, losses[0]!, { rtol: tolerance(1e-6) });
    tf.dispose([x, y]);
    for (const net of nets) net.dispose();
  });

  it('leaves no tensors behind when it is saved, and its classifier knows what it has learned', async () => {
    const heads = headsOf();
    const x = tf.tensor2d(features);
    const probabilities = () => read(() => [heads.head.predict(x) as tf.Tensor]);
    const [before] = await probabilities();
    const kernel = kernelOf(heads, 'mbib_z_classifier');
    const reversed = tf.reverse(kernel, 1);
    kernel.assign(reversed);
    reversed.dispose();
    const start = tf.memory().numTensors;
    await heads.head.save(memoryHandler());
    const [after] = await probabilities();
    expect(after).not.toEqual(before);
    expect(tf.memory().numTensors).toBe(start);
    x.dispose();
    heads.dispose();
  });

  it('leaves no tensors', () => {
    const start = tf.memory().numTensors;
    const heads = headsOf();
    tf.tidy(() => {
      heads.logits(tf.tensor2d(features));
    });
    heads.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it.each<[string, unknown, RegExp]>([
    ['a scale of 0', { cosine: 0 }, /options\.classifier\.cosine must be above 0, got 0/],
    ['another name', 'dot', /options\.classifier must be one of 'linear', got 'dot'/],
    ['a number', 20, /options\.classifier must be 'linear' or \{ cosine: scale \}, got 20/],
    ['another option', { cosine: 1, margin: 2 }, /options\.classifier must hold cosine only, got margin/],
  ])('refuses %s', (_, classifier, message) => {
    expect(() => mbibHeads({ widths: [3], classes, classifier: classifier as never })).toThrow(message);
  });
});

describe('mbibHeads', () => {
  it('saves the classifier that was trained, for features of any size', async () => {
    const heads = headsOf();
    for (const by of [1, 1e-5, 1e-9]) {
      const [own, saved] = await read(() => {
        const x = tf.mul(tf.tensor2d(features), by);
        const { taps, z } = heads.logits(x);
        return [tf.softmax(tf.div(tf.add(taps[0]!, z), 2)), heads.head.predict(x) as tf.Tensor];
      });
      expectClose(saved!, own!, { atol: tolerance(1e-5, 1e-3) });
    }
    heads.dispose();
  });

  it.each<[string, unknown, RegExp]>([
    ['no widths', { classes }, /options\.widths must be given/],
    [
      'an empty list',
      { classes, widths: [] },
      /options\.widths must be an array of at least one width, got \[\]/,
    ],
    [
      'a width of 0',
      { classes, widths: [3, 0] },
      /options\.widths\[1\] must be a whole number of at least 1, got 0/,
    ],
    ['a backbone’s option', { classes, widths: [3], frozen: true }, /options must hold .* only, got frozen/],
    [
      'a name with a slash',
      { classes, widths: [3], name: 'a/b' },
      /options\.name must be letters, .* got 'a\/b'/,
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => mbibHeads(options as never)).toThrow(message);
  });

  it('names features that are missing or too many', () => {
    const heads = mbibHeads({ widths: [3, 4], classes });
    expect(() => heads.logits(undefined as never)).toThrow(
      /the input must be 2 tensors \[null,3\],\[null,4\], got undefined/,
    );
    expect(() => heads.logits(tf.ones([2, 3]))).toThrow(/the input must be 2 tensors/);
    heads.dispose();
  });

  it('takes typed arrays of widths, and one tensor for one tap', async () => {
    const heads = mbibHeads({ widths: Int32Array.of(3), classes, seed: 1 });
    const [one, list] = await read(() => {
      const x = tf.ones([2, 3]);
      return [heads.logits(x).z, heads.logits([x]).z];
    });
    expect(list).toEqual(one);
    heads.dispose();
  });
});
