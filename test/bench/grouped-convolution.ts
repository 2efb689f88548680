/**
 * How long ResNeXt-50's grouped convolutions with both gradients take by each way to compute them, in one run on one
 * backend: milliseconds (in Node of processor time, which other load changes little), and how many times the fastest.
 * `npx tsx test/bench/grouped-convolution.ts [--backend wasm] [--batch 4] [--runs 5] [--json FILE]`
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { type BackendName, startBackend } from '../../src/jobs/backend/start-backend';
import { vulkanEnvironment } from '../support/vulkan';
import { groupedConvolutionTimes, type ShapeTimes } from './grouped-convolution-times';
import { measureInChromium } from './page-in-chromium';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    batch: { type: 'string', default: '4' },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const { backend } = values;
const options = { batch: Number(values.batch), runs: Number(values.runs) };

Object.assign(process.env, vulkanEnvironment());
const times = await (backend === 'webgl' ? timesInChromium() : timesInNode());
if (values.json) {
  await writeFile(values.json, `${JSON.stringify({ backend, ...options, times }, null, 2)}\n`);
}
process.exit();

async function timesInNode(): Promise<ShapeTimes[]> {
  console.log((await startBackend(backend as BackendName)).reason);
  return groupedConvolutionTimes(options, processorTime, print);
}

function timesInChromium(): Promise<ShapeTimes[]> {
  return measureInChromium('test/bench/grouped-convolution-page.ts', options, print);
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print({ shape, milliseconds }: ShapeTimes): void {
  const fastest = Math.min(...Object.values(milliseconds));
  const rows = Object.entries(milliseconds).map(([strategy, time]) => ({
    [shape]: strategy,
    ms: Number(time.toFixed(time < 100 ? 1 : 0)),
    'times the fastest': Number((time / fastest).toFixed(2)),
  }));
  console.table(rows);
}
