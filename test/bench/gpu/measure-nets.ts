import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts } from 'mbib';
import { sgd } from 'mbib/training';
import 'mbib/accelerate';
import { trainStep } from '../../../src/jobs/loop/train-step';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';
import { resnet32 } from '../../../src/jobs/nets/resnet/resnet32';
import { resnet50 } from '../../../src/jobs/nets/resnet/resnet50';
import { median, type Rounds, takeTurns, turnOf } from '../turns';

/** Backbones, taps and sizes of images: those of CIFAR-100 and of photographs. */
const nets = {
  resnet32: { make: () => resnet32({ seed: 0 }), taps: ['stage1', 'stage2', 'stage3'], pixels: 32 },
  resnet50: { make: () => resnet50({ seed: 0 }), taps: ['stage2', 'stage3', 'stage4'], pixels: 224 },
};
const samplesPerClass = longTailedCounts({ classes: 100, max: 500, imbalanceFactor: 100 });

/** Prints images a second of training nets with MBIB, each given as `name:batch`, and where a step of each goes by kernel. */
export async function measureNets(wanted: readonly string[], rounds: Rounds): Promise<void> {
  for (const each of wanted) {
    const [name, words] = each.split(':') as [keyof typeof nets, string];
    const batch = Number(words);
    if (!(name in nets) || !(batch > 0)) throw new Error(`--nets has ${each}; it is like resnet32:128.`);
    const { make, taps, pixels } = nets[name];
    const net = buildNet('mbib', make(), taps, { ...defaultLossOptions('mbib'), samplesPerClass, seed: 0 });
    const optimizer = sgd({ learningRate: 0.001, momentum: 0.9, weightDecay: 3e-4 });
    const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const images = tf.randomNormal<tf.Rank.R4>([batch, pixels, pixels, 3], 0, 1, 'float32', 1);
    const labels = tf.tensor1d(
      Array.from({ length: batch }, (_, i) => (7 * i) % samplesPerClass.length),
      'int32',
    );
    const step = () => tf.tidy(() => trainStep(net, optimizer, variables, images, labels));
    const finish = async () => {
      const result = step();
      await result.data();
      tf.dispose(result);
    };
    const { times } = await takeTurns({ times: turnOf(finish) }, rounds);
    const rate = (1000 * batch) / median(times);
    console.log(`\n${name}, ${pixels} pixels, batch ${batch}: ${rate.toPrecision(3)} images a second`);
    await printKernels(name, step);
    tf.dispose([images, labels]);
  }
}

async function printKernels(name: string, step: () => tf.Tensor): Promise<void> {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  if (!device.features.has('timestamp-query')) {
    console.log('No profile by kernel: the adapter has no timestamps.');
    return;
  }
  const { kernels, result } = await tf.profile(step as unknown as () => tf.TensorContainer);
  tf.dispose(result);
  const rows = new Map<string, { calls: number; milliseconds: number }>();
  for (const { name: listed, kernelTimeMs } of kernels) {
    if (listed.endsWith('__op')) continue;
    const kernel = listed === 'unnamed scope' ? 'the loss' : listed;
    const row = rows.get(kernel) ?? { calls: 0, milliseconds: 0 };
    const milliseconds = Number(await kernelTimeMs) || 0;
    rows.set(kernel, { calls: row.calls + 1, milliseconds: row.milliseconds + milliseconds });
  }
  console.log(`A step of ${name} by kernel`);
  console.table(
    Object.fromEntries([...rows].sort(([, a], [, b]) => b.milliseconds - a.milliseconds).slice(0, 20)),
  );
}
