/**
 * Whether training on photographs keeps its memory: the resident set after 50, 100, 150 and 200 steps of a job, workers
 * included. `npx tsx test/bench/steady-memory.ts --data FOLDER [--backbone resnet10] [--image-size 224] [--batch-size 4]`,
 * where FOLDER holds ImageNet-LT's lists and images. Ends with exit code 1 where it grows by more than 5 %.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { job } from '../../examples/imagenet-lt';
import { tellTerminal } from '../../src/jobs/command/telling/tell-terminal';
import type { RunEvent } from '../../src/jobs/run/run-events';
import { runJob } from '../../src/jobs/run/run-job';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    backbone: { type: 'string', default: 'resnet10' },
    'image-size': { type: 'string', default: '224' },
    'batch-size': { type: 'string', default: '4' },
  },
});
const marks = [50, 100, 150, 200];
const measured: { step: number; megabytes: number; tensors: number }[] = [];

const terminal = tellTerminal();
let steps = 0;

/** Measures after some of the steps. */
function watch(event: RunEvent): void {
  terminal(event);
  if (event.type !== 'step' || !marks.includes(++steps)) return;
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  measured.push({ step: steps, megabytes, tensors: tf.memory().numTensors });
  if (steps === marks.at(-1)) process.emit('SIGINT', 'SIGINT');
}

const folder = await mkdtemp(join(tmpdir(), 'mbib-steady-'));
try {
  const options = {
    data: values.data!,
    backbone: values.backbone as 'resnet10',
    imageSize: Number(values['image-size']),
    batchSize: Number(values['batch-size']),
    backend: 'wasm',
    out: join(folder, 'run'),
  } as const;
  await runJob(job, options, { tell: watch });
} catch (error) {
  if ((error as Error).name !== 'InterruptedError') throw error;
}
await rm(folder, { recursive: true });
console.table(measured);
if (measured.length < marks.length) throw new Error('The job ended before 200 steps: give it more images.');
const [first, last] = [measured[0]!.megabytes, measured.at(-1)!.megabytes];
const growth = last / first - 1;
console.log(`resident set after 200 steps against 50: ${(100 * growth).toFixed(1)} %`);
process.exit(growth > 0.05 ? 1 : 0);
