import type { Report } from '../figure';
import { measureInChromium } from '../page-in-chromium';
import { compare } from '../turns';
import type { Options, Result } from './page';

/**
 * The forward pass and the gradients of ResNet-32 on wasm in a cross-origin isolated page of Chromium: with tfjs's build with threads,
 * whose memory they share, against that without. Both take turns in one page.
 */
export async function measureSharedMemory(options: Options, report: Report): Promise<Result> {
  const page = 'test/bench/shared-memory/page.ts';
  const result = await measureInChromium<Options, never, Result>(page, options, () => undefined, true);
  report({
    figure: 'time of the forward pass and the gradients of ResNet-32, shared memory / memory of its own',
    ...{ backend: 'wasm', classes: 100, batch: options.batch },
    ...compare(result.times, 'shared', 'own'),
    limit: 1.1,
  });
  return result;
}
