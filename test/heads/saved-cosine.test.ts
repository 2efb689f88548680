import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mbibHeads } from 'mbib';
import { describe, it } from 'vitest';
import { onHalfFloats, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { memoryHandler } from '../support/memory-handler';
import { read } from '../support/read';

const half = onHalfFloats();
const classes = 3;

/** The largest and the smallest numbers of half floats that have all digits are 65504 and 6.1e-5. */
const sizes = [1, 300, 20000, 0.01, 1e-4, ...(half ? [] : [1e-9, 1e12])];

describe.each([4, 640])('a classifier that is saved from cosine heads on features of width %i', (width) => {
  it('gives what the heads give, for features of any size, and the same for all classes for features of 0', async () => {
    const heads = mbibHeads({ widths: [width], classes, neck: false, seed: 1, classifier: { cosine: 8 } });
    const handler = memoryHandler();
    await heads.head.save(handler);
    const loaded = await tfl.loadLayersModel(handler);
    const row = Array.from({ length: width }, (_, i) => Math.cos(3 * i + 1));
    const [own, ...saved] = await read(() => {
      const { taps, z } = heads.logits(tf.tensor2d([row]));
      const outputs = [...sizes, 0].map(
        (by) => loaded.predict(tf.tensor2d([row.map((x) => x * by)])) as tf.Tensor,
      );
      return [tf.softmax(tf.div(tf.add(taps[0]!, z), 2)), ...outputs];
    });
    const closeness = half ? { rtol: 0.02, atol: 0.005 } : { rtol: tolerance(1e-4), atol: tolerance(1e-5) };
    expectClose(saved.pop()!, [1 / 3, 1 / 3, 1 / 3], { atol: 1e-3 });
    for (const each of saved) expectClose(each, own!, closeness);
    loaded.dispose();
    heads.dispose();
  });
});

it('so it is for every number that half floats hold, alone among zeros', async () => {
  const heads = mbibHeads({ widths: [4], classes, neck: false, seed: 1, classifier: { cosine: 8 } });
  const exponents = Array.from({ length: 39 }, (_, i) => i - 23);
  const [rows] = await read(() => [
    heads.head.predict(tf.tensor2d(exponents.map((e) => [0, 2 ** e, 0, 0]))) as tf.Tensor,
  ]);
  const usual = rows!.slice(23 * classes, 24 * classes);
  for (const [i] of exponents.entries()) {
    const row = rows!.slice(i * classes, (i + 1) * classes);
    expectClose(row, usual, half ? { atol: 0.05 } : { atol: tolerance(1e-5, 1e-3) });
  }
  heads.dispose();
});
