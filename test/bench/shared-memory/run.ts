/**
 * The forward pass and the gradients of ResNet-32 on wasm in a cross-origin isolated page of Chromium: with tfjs's build with threads,
 * whose memory they share, against that without. Both take turns in one page.
 * `npx tsx test/bench/shared-memory/run.ts [--batch 32] [--rounds 9]`
 */
import { parseArgs } from 'node:util';
import { printFigures } from '../figure';
import { measureSharedMemory } from './measure';

const { values } = parseArgs({
  options: { batch: { type: 'string', default: '32' }, rounds: { type: 'string', default: '9' } },
});
const options = { batch: Number(values.batch), rounds: Number(values.rounds) };
console.log(await measureSharedMemory(options, (figure) => printFigures([figure])));
process.exit();
