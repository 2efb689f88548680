import { job } from '../../../examples/cifar100-lt';
import { tellTerminal } from '../../../src/jobs/command/telling/tell-terminal';
import type { ImageSet } from '../../../src/jobs/data/image-set';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { runJob } from '../../../src/jobs/run/run-job';

/** The job of examples/cifar100-lt.ts on a thousand random images: `cifar-job.ts FOLDER [--resume]`. */
const [out, resume] = process.argv.slice(2);

await runJob(
  job,
  {
    data: { train: randomImages(1000), test: randomImages(100) },
    method: 'mbib',
    imbalance: 10,
    epochs: 2,
    backend: 'wasm',
    out: out!,
    resume: resume === '--resume',
  },
  { tell: tellTerminal() },
);
process.exit();

function randomImages(count: number): ImageSet {
  const random = new MersenneTwister(count);
  return {
    images: Uint8Array.from({ length: count * 32 * 32 * 3 }, () => random.interval(255)),
    labels: Int32Array.from({ length: count }, (_, i) => i % 100),
    height: 32,
    width: 32,
    channels: 3,
    classes: 100,
    classNames: Array.from({ length: 100 }, (_, i) => `class ${i}`),
  };
}
