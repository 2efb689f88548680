import { AskedWorker } from '../data/asking/asked-worker';
import type { ModelFiles } from '../worker/classifier';
import type { OpenForm, TryRequest } from './try-worker';

const worker = new AskedWorker<TryRequest>(
  () => new Worker(new URL('./try-worker.ts', import.meta.url), { type: 'module' }),
);
const forms = new Map<string, Promise<OpenForm>>();

/**
 * Opens a classifier under a key, once.
 *
 * @throws Error where the files are not those of one classifier that takes pixels
 */
export function openClassifier(key: string, from: ModelFiles | ArrayBuffer): Promise<OpenForm> {
  const known = forms.get(key);
  if (known) return known;
  const opened = worker.ask<OpenForm>({ type: 'open', key, from });
  forms.set(key, opened);
  opened.catch(() => forms.delete(key));
  return opened;
}

/** Closes every open classifier but those of some keys. */
export function keepOpen(keys: ReadonlySet<string>): void {
  for (const key of [...forms.keys()].filter((each) => !keys.has(each))) {
    forms.delete(key);
    void worker.ask({ type: 'close', key });
  }
}

/** The probability of each class for a picture's pixels. */
export function classifyPixels(key: string, pixels: Uint8Array): Promise<number[]> {
  return worker.ask({ type: 'classify', key, pixels });
}

/** What the last layer of a classifier reads of pictures, `[pictures, width]`; undefined where it does not show. */
export function representPixels(key: string, pixels: Uint8Array): Promise<Float32Array | undefined> {
  return worker.ask({ type: 'represent', key, pixels });
}
