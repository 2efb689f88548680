/**
 * The forward pass and the gradients of ResNet-32 on wasm in a cross-origin isolated page of Chromium: with tfjs's build with threads,
 * whose memory they share, against that without. Both take turns in one page.
 * `npx tsx test/bench/shared-memory/run.ts [--batch 32] [--rounds 9]`
 */
import { parseArgs } from 'node:util';
import { measureInChromium } from '../page-in-chromium';
import { compare } from '../turns';
import type { Options, Result } from './page';

const { values } = parseArgs({
  options: { batch: { type: 'string', default: '32' }, rounds: { type: 'string', default: '9' } },
});
const options: Options = { batch: Number(values.batch), rounds: Number(values.rounds) };
const result = await measureInChromium<Options, never, Result>(
  'test/bench/shared-memory/page.ts',
  options,
  () => undefined,
  true,
);
console.log(result);
console.log('shared / own memory:', compare(result.times, 'shared', 'own'));
process.exit();
