import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { withMBIB } from 'mbib';
import trace from '../golden/trace-public.json';

/** The reference training run: its network, its batches, and what PyTorch in float64 made of them. */
export const reference = trace.traces[0]!;
export const { lr, momentum, weight_decay: weightDecay, K: classes } = trace;

type Nested = number | Nested[];

/** The reference's three-stage backbone under withMBIB, with its initial parameters. */
export function referenceNetwork() {
  const convNorm = (x: tfl.SymbolicTensor, filters: number, i: number) => {
    const conv = tfl.layers.conv2d({
      filters,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
      name: `conv${i}`,
    });
    const norm = tfl.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9, name: `bn${i}` });
    const relu = tfl.layers.reLU({ name: `stage${i}` });
    return [conv, norm, relu].reduce((y, layer) => layer.apply(y) as tfl.SymbolicTensor, x);
  };
  const pool = (x: tfl.SymbolicTensor) =>
    tfl.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tfl.SymbolicTensor;
  const input = tfl.input({ shape: [8, 8, 1] });
  const stage1 = convNorm(input, 4, 1);
  const stage2 = convNorm(pool(stage1), 8, 2);
  const stage3 = convNorm(pool(stage2), 8, 3);
  const backbone = tfl.model({ inputs: input, outputs: stage3 });
  const net = withMBIB(backbone, ['stage1', 'stage2', 'stage3'], { classes });

  const parameters = reference.params0.nhwc as unknown as Record<string, Nested>;
  const set = (layer: string, ...names: string[]) => {
    tf.tidy(() =>
      net.trainer.getLayer(layer).setWeights(names.map((name) => tf.tensor(parameters[name] as number[]))),
    );
  };
  const setNorm = (layer: string, name: string) =>
    set(layer, ...['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${name}.${part}`));
  for (const i of [1, 2, 3]) {
    set(`conv${i}`, `conv${i}.weight`);
    setNorm(`bn${i}`, `bn${i}`);
    setNorm(`mbib_v${i}_neck`, `neck${i}`);
  }
  setNorm('mbib_z_neck', 'neckz');
  const dense = {
    z_dense: 'fc',
    v1_classifier: 'h',
    v2_classifier: 'u',
    v3_classifier: 'f',
    z_classifier: 'g',
  };
  for (const [layer, name] of Object.entries(dense)) set(`mbib_${layer}`, `${name}.weight`, `${name}.bias`);
  return { backbone, net };
}

/** A batch of the reference's 8×8 digits, pixels 0..16, as `[batch, 8, 8, 1]` in 0..1. */
export function referenceImages(images: readonly number[][]): tf.Tensor4D {
  return tf.tensor4d(
    Float32Array.from(images.flat(), (pixel) => pixel / 16),
    [images.length, 8, 8, 1],
  );
}
